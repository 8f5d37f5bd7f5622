package io.headstart.spark;

import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * What Spark gives a task to work with.
 *
 * @param threads {@code spark.task.cpus}
 * @param gpus addresses of its GPUs, as their discovery script names them; none without {@code
 *     spark.task.resource.gpu.amount}
 */
record TaskShare(int threads, List<String> gpus) {
  private static final String GPU = "gpu";

  static TaskShare of(TaskContext task) {
    Map<String, ResourceInformation> resources = task.resourcesJMap();
    return new TaskShare(
        task.cpus(),
        resources.containsKey(GPU) ? List.of(resources.get(GPU).addresses()) : List.of());
  }

  /**
   * Returns the device in the spelling of the settings: the GPU that Spark gave, unless the
   * settings want the processor.
   *
   * @param wanted the setting {@code device}
   */
  String device(String wanted) {
    return gpus.isEmpty() || wanted.equals("cpu") ? wanted : "cuda:" + gpus.get(0);
  }
}
