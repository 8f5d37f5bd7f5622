/**
 * Operations on uint8 RGB images and their settings. A new one is one class that implements {@link
 * io.headstart.operation.Operation} and its name in that interface's list.
 */
package io.headstart.operation;
