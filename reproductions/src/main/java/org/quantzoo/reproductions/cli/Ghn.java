package org.quantzoo.reproductions.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "ghn",
        description = "Graph hypernetworks, which predict the parameters of networks from their graphs.",
        subcommands = {GhnPredict.class, GhnTrain.class, GhnEvaluate.class, GhnPrecision.class})
final class Ghn {
    @ParentCommand
    private Reproduce reproduce;

    Reproduce reproduce() {
        return reproduce;
    }
}
