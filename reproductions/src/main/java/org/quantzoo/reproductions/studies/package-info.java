/** What each experiment is, declared once as data: studies, the cells they span, the networks behind the cells. */
package org.quantzoo.reproductions.studies;
