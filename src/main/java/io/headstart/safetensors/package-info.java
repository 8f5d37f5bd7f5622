/** Reads and writes safetensors files, strictly and without loading what is not asked for. */
package io.headstart.safetensors;
