package io.headstart.experiment;

import io.headstart.Program;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.config.SettingsWriter;
import io.headstart.config.StoreSettings;
import io.headstart.io.Sha256;
import io.headstart.search.Trial;
import io.headstart.search.TrialResult;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Trials that share their features, on their way to other machines. Which of them share a pass is
 * what the sender would do alone, so that the results are its own.
 *
 * @param trials all of them, also those that are done
 * @param settings of each, as YAML
 * @param workers passes that the sender would run at once
 */
public record SentTrials(List<Trial> trials, List<String> settings, int workers)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Packs trials.
   *
   * @param precision in which their features were made
   */
  static SentTrials of(List<Trials.Planned> group, int workers, Precision precision) {
    return new SentTrials(
        new ArrayList<>(group.stream().map(Trials.Planned::trial).toList()),
        new ArrayList<>(group.stream().map(one -> yaml(one.settings(), precision)).toList()),
        workers);
  }

  /** Returns settings as other machines read them. */
  static String yaml(Settings settings, Precision precision) {
    Settings same = settings.withFeatures(settings.features().withPrecision(precision));
    return SettingsWriter.yaml(
        same.withData(same.data().at(same.data().path().map(Context::absolute)))
            .withStore(new StoreSettings(same.store().path().map(Context::absolute))));
  }

  /** Returns the settings of the features, which all of the trials share. */
  public FeatureSettings features() {
    return parsed(settings.get(0), UnaryOperator.identity()).features();
  }

  /**
   * Trains one pass here; returns the results of its trials.
   *
   * @param here says where on this machine the backbones' weights are
   */
  public List<TrialResult> train(int pass, Context context, UnaryOperator<FeatureSettings> here) {
    List<Trials.Planned> group =
        IntStream.range(0, trials.size())
            .mapToObj(i -> new Trials.Planned(trials.get(i), parsed(settings.get(i), here)))
            .toList();
    String identity = Sha256.of(String.join("\n", settings) + Program.version() + workers);
    Path unfinished = context.home().resolve("passes").resolve(identity);
    List<TrialResult> results = new ArrayList<>();
    new Trials(context, unfinished, trial -> false, results::add).runPass(group, workers, pass);
    return results;
  }

  private static Settings parsed(String yaml, UnaryOperator<FeatureSettings> here) {
    Settings settings = SettingsReader.parse(yaml, "the settings of a trial", List.of());
    return settings.withFeatures(here.apply(settings.features()));
  }
}
