/** Event files and the projector's files, as TensorBoard reads them. */
package io.headstart.tracking.tensorboard;
