/** Training and evaluation of graph hypernetworks: Tables 3 to 5 of Starting Positions Matter. */
package org.quantzoo.reproductions.ghn;
