/** What is wrong with a set of images: duplicates, leaks, wrong labels, outliers, empty images. */
package io.headstart.health;
