/**
 * Trained networks as files: saved, verified before they are parsed, and found on the class path.
 *
 * <p>A file is untrusted input. Its entries are allow-listed, their sizes bounded, and nothing in it is deserialized as a Java
 * object.
 */
package org.quantzoo.zoo.pretrained;
