using System.Security.Cryptography;
using Stylize.Engine.Segmentation.Models;
using Stylize.Workers.Operations;

namespace Stylize.Engine.Tests.Segmentation.Models;

/// <summary>Models on the command line: a plate, its updates, and single images.</summary>
public sealed class ModelPlateTests : IDisposable, IOptionInputs
{
    private const string Settings = "{\"range\": [0, 5000], \"threshold\": 0.6, \"overlap\": 8}";

    private readonly TestPlate _plate = new();

    IImageCodec IOptionInputs.Codec => ImageCodecs.Default;

    public void Dispose() => _plate.Dispose();

    string IOptionInputs.FullPath(string path, string option) => path;

    [Fact]
    public void A_plate_is_segmented_again_if_the_model_or_its_description_changes()
    {
        var model = TestModels.Blobs().Save(_plate["blobs.onnx"], Settings);
        Assert.Equal("stylize: 4 created, 0 up to date, 0 failed.", Update(model).ErrorLines[0]);
        Assert.Equal("stylize: 0 created, 4 up to date, 0 failed.", Update(model).ErrorLines[0]);
        File.WriteAllText(model + ".json", Settings.Replace("0.6", "0.61", StringComparison.Ordinal));
        Assert.Equal("stylize: 4 created, 0 up to date, 0 failed.", Update(model).ErrorLines[0]);
        TestModels.Blobs().Constant("unused", [1], 1f).Save(model);
        Assert.Equal("stylize: 4 created, 0 up to date, 0 failed.", Update(model).ErrorLines[0]);
        Assert.Equal("stylize: 0 created, 4 up to date, 0 failed.", Update(model).ErrorLines[0]);
        using var database = StoreDump.OpenSqlite(_plate["out/segmentation.sqlite"]);
        var options = StoreDump.Rows(database, "SELECT Options FROM run").Single();
        Assert.Contains($"\"ModelSha256\":\"{Sum(model)}\"", options, StringComparison.Ordinal);
        Assert.Contains($"\"ModelSettingsSha256\":\"{Sum(model + ".json")}\"", options, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_carries_the_checksums_of_a_model_and_a_worker_with_another_file_refuses_it()
    {
        var model = TestModels.Blobs().Save(_plate["blobs.onnx"], Settings);
        var options = new PlateOptions { Segmentation = new() { Method = ThresholdMethod.Model, Model = model } };
        var words = new Dictionary<string, string[]>(OptionSerializer.Write(options, path => path));
        Assert.Equal([$"sha256:{Sum(model)}", $"sha256:{Sum(model + ".json")}", model], words["Model"]);
        Assert.Equal(options.Segmentation, ((PlateOptions)OptionSerializer.Read(typeof(PlateOptions), words, this)).Segmentation);
        File.WriteAllText(model + ".json", "{}");
        var failure = Assert.Throws<StylizeException>(() => OptionSerializer.Read(typeof(PlateOptions), words, this));
        Assert.Equal((StylizeError.OptionInvalid, "Model"), (failure.Error, failure.Target));
        File.Delete(model);
        failure = Assert.Throws<StylizeException>(() => OptionSerializer.Read(typeof(PlateOptions), words, this));
        Assert.Contains("blobs.onnx", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_of_a_model_do_not_depend_on_the_number_of_threads()
    {
        var model = TestModels.Flows().Save(_plate["flows.onnx"], "{\"flowScale\": 0.01, \"threshold\": -0.3}");
        string Table(string threads)
        {
            var run = CliRun.InProcess(
                _plate[""], ["regions", "--model", model, "--csv-path", $"{threads}.csv", "--max-threads", threads, .. _plate.Files[..18]]);
            Assert.Equal(0, run.ExitCode);
            return File.ReadAllText(_plate[$"{threads}.csv"]);
        }

        var one = Table("1");
        Assert.True(one.Split('\n').Length > 10);
        Assert.Equal(one, Table("4"));
    }

    [Fact]
    public void A_model_that_does_not_fit_is_wrong_use()
    {
        File.WriteAllText(_plate["no.onnx"], "no model");
        foreach (var command in (string[][])[["segment", "tiles", "-o", "out"], ["regions", _plate.Files[0]]])
        {
            var run = CliRun.InProcess(_plate[""], [.. command, "--model", "no.onnx"]);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("no.onnx", run.Error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(_plate["out"]));
    }

    [Fact]
    public void A_missing_library_is_one_sentence_that_says_where_to_get_it()
    {
        var failure = Assert.Throws<StylizeException>(() => OnnxRuntime.Find(_plate["none"]));
        Assert.Equal(StylizeError.DependencyMissing, failure.Error);
        Assert.Contains("Microsoft.ML.OnnxRuntime", failure.Advice, StringComparison.Ordinal);
        Assert.StartsWith("A model needs the library ONNX Runtime, which was not found", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Dependencies", OnnxRuntime.FolderOf("/m/Dependencies/compiled/linux-x64/Stylize.Engine.dll"));
        Assert.EndsWith("Dependencies", OnnxRuntime.FolderOf("/m/Dependencies/Stylize.Engine.dll"));
        File.WriteAllText(_plate["text.so"], "no library");
        Assert.Equal(StylizeError.DependencyMissing, Assert.Throws<StylizeException>(() => OnnxRuntime.Find(_plate["text.so"])).Error);
    }

    private static string Sum(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private CliRun Update(string model) => CliRun.InProcess(
        _plate[""], ["segment", "tiles", "-o", "out", "--channel", "DAPI", "--model", model, "--update"]);
}
