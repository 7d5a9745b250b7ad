package org.quantzoo.reproductions.cli;

import picocli.CommandLine.Command;

@Command(
        name = "ghn",
        description = "Graph hypernetworks, which predict the parameters of networks from their graphs.",
        subcommands = {GhnPredict.class})
final class Ghn {}
