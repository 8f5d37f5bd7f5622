/** How far a head's answers can be trusted, learnt on the validation images after training. */
package io.headstart.calibrate;
