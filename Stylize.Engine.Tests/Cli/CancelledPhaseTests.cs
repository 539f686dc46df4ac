using System.Collections.Concurrent;
using System.Diagnostics;
using Stylize.Engine.IO;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Tests.Cli;

/// <summary>
/// Every phase of every operation is cancelled as it begins: the command ends with 130, and what is there is whole. The phases are those
/// that an undisturbed run begins.
/// </summary>
public sealed class CancelledPhaseTests : IDisposable
{
    /// <summary>Flows to the threads of the run alone, so that runs of other tests are not heard.</summary>
    private static readonly AsyncLocal<Action<string>?> Heard = new();

    private readonly CliFolder _folder = new();
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == EngineTelemetry.Name,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        ActivityStarted = activity => Heard.Value?.Invoke(activity.OperationName),
    };

    public CancelledPhaseTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(3, "pixel-art", "in", "--width", "12")]
    [InlineData(3, "dot-art", "in", "--dot-count", "200")]
    [InlineData(3, "dot-art", "in", "--dot-count", "200", "--distribution", "gradient")]
    [InlineData(3, "gaussian", "encode", "in", "--count", "30", "--iterations", "10")]
    [InlineData(2, "gaussian", "decode", "models")]
    [InlineData(2, "gaussian", "edit", "models", "--scale", "2")]
    [InlineData(4, "segment", "in")]
    public void A_run_that_is_cancelled_as_a_phase_begins_leaves_nothing_half_written(int least, params string[] words)
    {
        _folder.Nuclei("in/CANCEL_A1_1_DAPI.png", 40, 30);
        _folder.Nuclei("in/CANCEL_A2_1_DAPI.png", 41, 30);
        if (words.Contains("models"))
        {
            _folder.Run("gaussian", "encode", "in", "-o", "models", "--count", "20", "--iterations", "10");
        }

        var phases = new ConcurrentQueue<string>();
        Assert.Equal(0, Run(phases.Enqueue, CancellationToken.None, [.. words, "-o", "whole"]).ExitCode);
        var expected = Outputs("whole");
        Assert.True(phases.Distinct().Count() >= least, string.Join(", ", phases.Distinct()));
        foreach (var phase in phases.Distinct())
        {
            using var stop = new CancellationTokenSource();
            var begun = false;
            var run = Run(
                name =>
                {
                    if (name == phase)
                    {
                        begun = true;
                        stop.Cancel();
                    }
                },
                stop.Token, [.. words, "-o", "out"]);
            Assert.True(begun, $"{phase} did not begin.");
            Assert.True(run.ExitCode == 130, $"{phase}: {run.ExitCode}, {run.Error}");
            Assert.All(Outputs("out"), file => Assert.Equal(expected[file.Key], file.Value));
            Assert.DoesNotContain(_folder.Names, AtomicFile.IsTemporary);
            if (Directory.Exists(_folder["out"]))
            {
                Directory.Delete(_folder["out"], recursive: true);
            }
        }
    }

    [Theory]
    [InlineData("regions", "in")]
    [InlineData("compare", "in", "-r", "in/CANCEL_A1_1_DAPI.png")]
    public void So_does_one_that_only_tells_something(params string[] words)
    {
        _folder.Nuclei("in/CANCEL_A1_1_DAPI.png", 40, 30);
        var phases = new ConcurrentQueue<string>();
        Run(phases.Enqueue, CancellationToken.None, words);
        Assert.NotEmpty(phases);
        foreach (var phase in phases.Distinct())
        {
            using var stop = new CancellationTokenSource();
            var run = Run(name => (name == phase ? stop : null)?.Cancel(), stop.Token, words);
            Assert.Equal((130, ""), (run.ExitCode, run.Out));
        }
    }

    private CliRun Run(Action<string> heard, CancellationToken stop, string[] words)
    {
        Heard.Value = heard;
        try
        {
            return CliRun.InProcess(_folder.Path, stop, words);
        }
        finally
        {
            Heard.Value = null;
        }
    }

    private Dictionary<string, byte[]> Outputs(string folder) => _folder.Names
        .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal) && !AtomicFile.IsTemporary(name)
            && !name.Contains("sqlite", StringComparison.Ordinal) && !name.Contains("/.stylize-", StringComparison.Ordinal))
        .ToDictionary(name => name[folder.Length..], name => File.ReadAllBytes(_folder[name]));
}
