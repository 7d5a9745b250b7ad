package org.quantzoo.reproductions.cli;

import picocli.CommandLine.Command;

@Command(
        name = "architectures",
        description = "The generated architectures that hypernetworks are trained and tested on.",
        subcommands = {SampleArchitectures.class})
final class Architectures {}
