package io.headstart.backbone.vit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.backbone.Architectures;
import io.headstart.backbone.weights.DrawnTensors;
import io.headstart.backbone.weights.NamedTensors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OpenClipTensorsTest {
  /** Names of OpenAI's ViT-B/32, as its model.py builds them. */
  private static final Map<String, long[]> OPENAI = openAi();

  private static Map<String, long[]> openAi() {
    Map<String, long[]> shapes = new TreeMap<>();
    shapes.put("logit_scale", new long[0]);
    shapes.put("positional_embedding", new long[] {77, 512});
    shapes.put("text_projection", new long[] {512, 512});
    shapes.put("token_embedding.weight", new long[] {49408, 512});
    shapes.put("transformer.resblocks.0.ln_1.weight", new long[] {512});
    shapes.put("ln_final.weight", new long[] {512});
    shapes.put("visual.class_embedding", new long[] {768});
    shapes.put("visual.positional_embedding", new long[] {50, 768});
    shapes.put("visual.proj", new long[] {768, 512});
    shapes.put("visual.conv1.weight", new long[] {768, 3, 32, 32});
    for (String norm : List.of("ln_pre", "ln_post")) {
      shapes.put("visual." + norm + ".weight", new long[] {768});
      shapes.put("visual." + norm + ".bias", new long[] {768});
    }
    for (int block = 0; block < 12; block++) {
      String at = "visual.transformer.resblocks." + block + ".";
      for (String norm : List.of("ln_1", "ln_2")) {
        shapes.put(at + norm + ".weight", new long[] {768});
        shapes.put(at + norm + ".bias", new long[] {768});
      }
      shapes.put(at + "attn.in_proj_weight", new long[] {2304, 768});
      shapes.put(at + "attn.in_proj_bias", new long[] {2304});
      shapes.put(at + "attn.out_proj.weight", new long[] {768, 768});
      shapes.put(at + "attn.out_proj.bias", new long[] {768});
      shapes.put(at + "mlp.c_fc.weight", new long[] {3072, 768});
      shapes.put(at + "mlp.c_fc.bias", new long[] {3072});
      shapes.put(at + "mlp.c_proj.weight", new long[] {768, 3072});
      shapes.put(at + "mlp.c_proj.bias", new long[] {768});
    }
    return shapes;
  }

  /** Every element is its index. */
  private record Counted(Map<String, long[]> shapes) implements NamedTensors {
    @Override
    public String source() {
      return "counted";
    }

    @Override
    public Set<String> names() {
      return shapes.keySet();
    }

    @Override
    public long[] shape(String name) {
      return shapes.get(name);
    }

    @Override
    public float[] floats(String name) {
      int count = 1;
      for (long extent : shape(name)) {
        count *= (int) extent;
      }
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = i;
      }
      return values;
    }
  }

  @Test
  void timmsNamesStayAsTheyAre() {
    NamedTensors drawn = new DrawnTensors(1, vit().parts());
    assertThat(OpenClipTensors.of(drawn)).isSameAs(drawn);
  }

  @Test
  void theImageSideOfAWholeClipFits() {
    Architectures.requireFit(vit(), new Counted(OPENAI));
  }

  @Test
  void theProjectionIsTurned() {
    NamedTensors renamed = OpenClipTensors.of(new Counted(OPENAI));
    float[] projection = renamed.floats("head.weight");
    assertThat(renamed.shape("head.weight")).containsExactly(512, 768);
    // Row 1 of [512, 768] is column 1 of [768, 512].
    assertThat(projection[768]).isEqualTo(1);
    assertThat(projection[769]).isEqualTo(513);
    assertThat(renamed.floats("cls_token")).startsWith(0, 1, 2).hasSize(768);
  }

  private static Vit vit() {
    return (Vit) Architectures.named("vit_base_patch32_clip_quickgelu_224").orElseThrow();
  }
}
