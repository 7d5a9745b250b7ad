package org.quantzoo.datasets.store;

import java.net.URI;

/**
 * A file published at a fixed address with a known checksum.
 *
 * @param address where it is published
 * @param name its name on this machine
 * @param md5 the published MD5 in lower-case hexadecimal
 * @param maximumBytes more than it can have; a longer answer is cut off as wrong
 */
public record RemoteFile(URI address, String name, String md5, long maximumBytes) {}
