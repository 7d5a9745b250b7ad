package org.quantzoo.zoo.ghn;

import java.util.ArrayList;
import java.util.List;

/** Nodes that a sweep may update together: no member of a level sends to another, all senders are in earlier levels. */
final class SweepLevels {

    private SweepLevels() {}

    /** The levels in order; the nodes of each in the order of the sweep. */
    static List<List<Integer>> of(MessageLists lists) {
        int[] depth = new int[lists.order().length];
        List<List<Integer>> levels = new ArrayList<>();
        for (int node : lists.order()) {
            for (int sender : lists.senders()[node]) {
                depth[node] = Math.max(depth[node], depth[sender] + 1);
            }
            while (levels.size() <= depth[node]) {
                levels.add(new ArrayList<>());
            }
            levels.get(depth[node]).add(node);
        }
        return levels;
    }
}
