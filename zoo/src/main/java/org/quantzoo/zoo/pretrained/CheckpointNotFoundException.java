package org.quantzoo.zoo.pretrained;

/** No checkpoint on the class path is the one looked for; the message lists those that are and why each was rejected. */
public final class CheckpointNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CheckpointNotFoundException(String message) {
        super(message);
    }
}
