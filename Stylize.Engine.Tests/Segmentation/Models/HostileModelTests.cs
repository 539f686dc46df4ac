using Stylize.Engine.Segmentation.Models;

namespace Stylize.Engine.Tests.Segmentation.Models;

/// <summary>Models that are damaged, do not fit, or ask for too much. Each gives one error that names the file.</summary>
public sealed class HostileModelTests : FolderTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(100)]
    [InlineData(-30)]
    public void A_cut_file_is_refused(int length)
    {
        var bytes = TestModels.Stars().ToBytes();
        File.WriteAllBytes(_folder["cut.onnx"], bytes[..(length < 0 ? bytes.Length + length : length)]);
        Refused(_folder["cut.onnx"]);
    }

    [Fact]
    public void Changed_bytes_give_an_error_or_a_result()
    {
        var bytes = TestModels.Blobs().ToBytes();
        var random = new Random(3);
        for (var trial = 0; trial < 60; trial++)
        {
            byte[] changed = [.. bytes];
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            var path = _folder[$"changed{trial}.onnx"];
            File.WriteAllBytes(path, changed);
            if (Record.Exception(() => Find(path).Dispose()) is { } failure)
            {
                Assert.Contains($"changed{trial}.onnx", Assert.IsType<StylizeException>(failure).Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_missing_model_is_refused() =>
        Assert.Equal(StylizeError.OptionInvalid, Assert.Throws<StylizeException>(() => Find(_folder["none.onnx"])).Error);

    [Theory]
    [InlineData("text", "type Text")]
    [InlineData("two inputs", "2 inputs")]
    [InlineData("five sides", "axes")]
    [InlineData("batch", "several images")]
    [InlineData("channels", "channels")]
    [InlineData("huge side", "a side")]
    [InlineData("external", "external.bin")]
    public void An_input_that_does_not_fit_is_refused(string kind, string reason)
    {
        OnnxWriter Of(int type, params long[] sides) =>
            new OnnxWriter().Input("x", type, sides).Node("Identity", ["x"], "y").Output("y", type, sides);
        var model = kind switch
        {
            "text" => Of(OnnxWriter.Text, 1, 1, -1, -1),
            "two inputs" => new OnnxWriter().Input("a", OnnxWriter.Float, 1, 1, -1, -1).Input("b", OnnxWriter.Float, 1, 1, -1, -1)
                .Node("Add", ["a", "b"], "y").Output("y", OnnxWriter.Float, 1, 1, -1, -1),
            "five sides" => Of(OnnxWriter.Float, 1, 1, 1, -1, -1),
            "batch" => Of(OnnxWriter.Float, 4, 1, -1, -1),
            "channels" => Of(OnnxWriter.Float, -1, 7, -1, -1),
            "huge side" => Of(OnnxWriter.Float, 1, 1, 1L << 40, 1L << 40),
            _ => new OnnxWriter().Input("x", OnnxWriter.Float, 1, 1, -1, -1).External("w", [1], "external.bin")
                .Node("Mul", ["x", "w"], "y").Output("y", OnnxWriter.Float, 1, 1, -1, -1),
        };
        var settings = kind == "channels" ? "{\"axes\": \"NCHW\"}" : null;
        Assert.Contains(reason, Refused(model.Save(_folder["wrong.onnx"], settings)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nan", "NaN")]
    [InlineData("logits", "instead of a probability")]
    [InlineData("vector", "not of a known kind")]
    [InlineData("smaller", "not of a known kind")]
    [InlineData("five channels", "not of a known kind")]
    [InlineData("kind", "two flows")]
    [InlineData("huge", "")]
    public void Outputs_that_do_not_fit_fail_for_the_image(string kind, string reason)
    {
        var model = new OnnxWriter().Input("x", OnnxWriter.Float, 1, 1, -1, -1).Output("y", OnnxWriter.Float);
        var one = new OnnxWriter().Input("x", OnnxWriter.Float, 1, 1, -1, -1).Output("y", OnnxWriter.Float, 1, 1, -1, -1);
        _ = kind switch
        {
            "nan" => model = one.Constant("c", [], float.NaN).Node("Mul", ["x", "c"], "y"),
            "logits" => model = one.Constant("c", [], -9f).Node("Mul", ["x", "c"], "y"),
            "vector" => model = Flat("ReduceMean", 1, 1, 1),
            "smaller" => model = Sides(-1, -1).Constant("a", [2], 1L, 1).Constant("b", [2], 10L, 10).Constant("axes", [2], 2L, 3)
                .Node("Slice", ["x", "a", "b", "axes"], "y"),
            "five channels" => model = Sides(-1, -1).Constant("c", [1, 5, 1, 1], .1f, .1f, .1f, .1f, .1f).Node("Mul", ["x", "c"], "y"),
            "huge" => model = Sides(-1, -1).Constant("c", [4], 1L << 14, 1 << 14, 1 << 14, 1 << 14).Node("ConstantOfShape", ["c"], "z")
                .Node("ReduceMean", ["z"], "m").Node("Mul", ["x", "m"], "y"),
            _ => model = Sides(-1, -1).Node("Identity", ["x"], "y"),
        };
        model.Save(_folder["wrong.onnx"], kind == "kind" ? "{\"kind\": \"flows\"}" : null);
        var failure = Assert.Throws<StylizeException>(() => Find(_folder["wrong.onnx"]));
        Assert.Contains("wrong.onnx", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);

        OnnxWriter Sides(long height, long width) => new OnnxWriter().Input("x", OnnxWriter.Float, 1, 1, -1, -1)
            .Output("y", OnnxWriter.Float, -1, -1, height, width);
        OnnxWriter Flat(string operation, params long[] sides) => new OnnxWriter().Input("x", OnnxWriter.Float, 1, 1, -1, -1)
            .Node(operation, ["x"], "y").Output("y", OnnxWriter.Float, [1, .. sides]);
    }

    [Fact]
    public void A_loop_without_end_stops_when_it_is_canceled()
    {
        var body = new OnnxWriter().Input("i", OnnxWriter.Int64).Input("go", 9).Input("v", OnnxWriter.Float, 1)
            .Node("Identity", ["go"], "goes").Node("Identity", ["v"], "w").Output("goes", 9).Output("w", OnnxWriter.Float, 1);
        var path = new OnnxWriter().Input("x", OnnxWriter.Float, 1, 1, -1, -1)
            .Constant("count", [], long.MaxValue).Constant("v", [1], 1f)
            .Node("Cast", ["count"], "go", ("to", 9L))
            .Node("Loop", ["count", "go", "v"], "end", ("body", body))
            .Node("Mul", ["x", "end"], "y").Output("y", OnnxWriter.Float, 1, 1, -1, -1).Save(_folder["loop.onnx"]);
        using var image = new Raster<ushort>(32, 32, clear: true);
        var model = SegmentationModel.FromFile(path, default);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        Assert.ThrowsAny<OperationCanceledException>(() => model.Find(image, "image", SampleScale.Identity, null, null, stop.Token));
    }

    [Theory]
    [InlineData("{", "valid JSON")]
    [InlineData("[1]", "in braces")]
    [InlineData("{\"kindd\": \"flows\"}", "unknown")]
    [InlineData("{\"kind\": \"yolo\"}", "'kind' must be")]
    [InlineData("{\"axes\": \"NCH\"}", "'axes' must be")]
    [InlineData("{\"axes\": \"HW\"}", "does not have the axes HW")]
    [InlineData("{\"percentiles\": [5, 1]}", "'percentiles' must be")]
    [InlineData("{\"percentiles\": [1, 99], \"range\": [0, 1]}", "both percentiles and range")]
    [InlineData("{\"scale\": 0}", "'scale' must be")]
    [InlineData("{\"tile\": 128, \"overlap\": 64}", "tile must be larger")]
    [InlineData("{\"steps\": 1e9}", "'steps' must be")]
    [InlineData("{\"logits\": 1}", "'logits' must be")]
    [InlineData("{\"outputs\": [\"other\"]}", "no output 'other'")]
    [InlineData("{\"tile\": 128, \"tile\": 256}", "valid JSON")]
    public void A_description_that_does_not_fit_is_refused(string settings, string reason) => Assert.Contains(
        reason, Refused(TestModels.Blobs().Save(_folder["blobs.onnx"], settings)).Message, StringComparison.Ordinal);

    [Fact]
    public void Many_polygons_are_dropped_in_reasonable_time_and_memory()
    {
        var polygons = new StarPolygons(8);
        for (var i = 0; i < 2000; i++)
        {
            polygons.Add(.5f, i % 50, i / 50, [3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f]);
        }

        var labels = new int[50 * 40];
        Assert.Equal(1, polygons.Label(.4, labels, 50, 40, default));
        Assert.All(labels, label => Assert.Equal(1, label));
    }

    private StylizeException Refused(string path)
    {
        var failure = Assert.Throws<StylizeException>(() => Find(path));
        Assert.Equal((StylizeError.OptionInvalid, "Model"), (failure.Error, failure.Target));
        Assert.Contains(Path.GetFileName(path), failure.Message, StringComparison.Ordinal);
        return failure;
    }

    private static Stylize.Engine.Segmentation.Labels.RunTable Find(string path)
    {
        using var image = new Raster<ushort>(60, 40, clear: true);
        image[20, 20] = 100;
        return SegmentationModel.FromFile(path, default).Find(image, "image", SampleScale.Identity, null, null, default);
    }
}
