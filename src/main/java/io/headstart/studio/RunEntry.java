package io.headstart.studio;

import io.headstart.metrics.SetFigures;
import io.headstart.run.Notes;
import java.nio.file.Path;
import java.util.Map;

/**
 * What is known of a run without reading its large files.
 *
 * @param name of its checkpoint
 * @param folder where it lies
 * @param status as {@code checkpoints list} has it
 * @param created ISO 8601, UTC; empty where no manifest says
 * @param epochs that were trained
 * @param seconds of all its stages
 * @param backbone the network's name
 * @param data name of the data set
 * @param figures by set
 * @param settings values by key, as {@code config.yaml} has them
 * @param notes what people say of it
 */
record RunEntry(
    String name,
    Path folder,
    String status,
    String created,
    int epochs,
    double seconds,
    String backbone,
    String data,
    Map<String, SetFigures> figures,
    SharedValues settings,
    Notes notes) {}
