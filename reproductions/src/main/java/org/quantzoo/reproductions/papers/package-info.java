/** The papers' tables and claims: data read from resources, the only place a paper number is typed. */
package org.quantzoo.reproductions.papers;
