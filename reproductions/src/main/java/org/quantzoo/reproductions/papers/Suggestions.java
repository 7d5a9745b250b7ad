package org.quantzoo.reproductions.papers;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Near matches for a name that does not exist. */
public final class Suggestions {
    private Suggestions() {}

    /**
     * The {@code count} best candidates for {@code name}: first those that contain it, then those with the smallest edit distance;
     * case does not count.
     */
    public static List<String> nearest(String name, Collection<String> candidates, int count) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return candidates.stream()
                .sorted(Comparator.comparing((String candidate) ->
                                !candidate.toLowerCase(Locale.ROOT).contains(wanted))
                        .thenComparingInt(candidate -> editDistance(wanted, candidate.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(count)
                .toList();
    }

    /** One sentence that says what does not exist and lists near matches. */
    public static String unknown(String kind, String name, Collection<String> candidates) {
        return "Unknown " + kind + " '" + name + "'; nearest: " + String.join(", ", nearest(name, candidates, 3)) + ".";
    }

    /** Levenshtein distance, two rows at a time. */
    private static int editDistance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
