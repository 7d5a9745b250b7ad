package org.quantzoo.reproductions.papers;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One testable claim of a document.
 *
 * @param id for example {@code SP-03}
 * @param paper the short name of the document, for example {@code starting-positions}
 * @param section the part of the document it belongs to
 * @param claim what is claimed
 * @param figures the reported numbers behind it
 * @param statistic what to compute
 * @param convincing the result that is accepted as a reproduction at reduced scale
 * @param ownData whether the document's own tables support it
 * @param ownDataNote the reason or restriction of {@code ownData}, or the empty string
 */
public record Claim(
        String id,
        String paper,
        String section,
        String claim,
        String figures,
        String statistic,
        String convincing,
        @JsonProperty("own_data") OwnData ownData,
        @JsonProperty("own_data_note") String ownDataNote) {

    /** What the source's own tables say about the claim. */
    public enum OwnData {
        SUPPORTED,
        /** Supported in part. */
        MIXED,
        CONTRADICTED,
        /** Not decidable from the text. */
        UNVERIFIABLE
    }
}
