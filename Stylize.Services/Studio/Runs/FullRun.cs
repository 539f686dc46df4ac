using Stylize.Engine.Catalog;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Studio.Inputs;

namespace Stylize.Studio.Runs;

/// <summary>Runs an operation on files as its command does.</summary>
internal sealed class FullRun(StudioStart start, OptionFiles files)
{
    /// <summary>Runs the operation, and reports each result and failure.</summary>
    /// <param name="paths">Full paths of the inputs.</param>
    /// <param name="destination">Full path of a file or folder; a folder that does not exist ends in a
    /// separator.</param>
    /// <param name="typed">The destination as typed, whose extension can select a format; null for none.</param>
    /// <exception cref="StylizeException">The options are invalid.</exception>
    /// <exception cref="OperationCanceledException">The run was canceled.</exception>
    public void Run(
        StudioState state, IReadOnlyList<string> paths, string destination, string? typed, bool force,
        IRunObserver observer, CancellationToken cancellation)
    {
        switch (state.Operation.Kind)
        {
            case OperationKind.Plate when !OperatingSystem.IsBrowser():
                Segment(state, paths, destination, force, observer, cancellation);
                break;
            case OperationKind.Objects:
                Measure(state, paths, destination, force, observer, cancellation);
                break;
            default:
                var records = state.Start(files, typed).Records();
                var operation = state.Operation.Create(records);
                var targets = new TargetOptions { Destination = destination, Force = force };
                var context =
                    new RunContext<WrittenFile>(new Display<WrittenFile>(observer, result => result.Path), start.Codec)
                    {
                        Cancellation = cancellation,
                        Batch = new() { Watch = observer.Watch },
                        Named = paths.Count == 1 ? new NamedInputs(paths) : null,
                        IsResult = ResultFiles.SkippedBy(state.Operation, start.Codec),
                    };
                var learn = ILearnsFromInputs.LearningFor(state.Operation, records);
                using (var run = new FileRun(context, operation, targets, learn))
                {
                    run.Take(paths.Select(path => new RunInput(path)), areAll: true);
                    run.Complete();
                }

                break;
        }
    }

    private void Segment(
        StudioState state, IReadOnlyList<string> paths, string destination, bool force, IRunObserver observer,
        CancellationToken cancellation)
    {
        var targets = new TargetOptions { Destination = Path.TrimEndingDirectorySeparator(destination), Force = force };
        var context = new RunContext<WellResult>(
            new Display<WellResult>(observer, result => result.Files.FirstOrDefault()?.Path), start.Codec)
        {
            Cancellation = cancellation,
        };
        var open = start.OpenStore ?? throw Errors.NoStore.With(null);
        using var run = SegmentDefinition.CreateRun(context, state.Start(files), targets, open);
        run.Take(paths.Select(path => new RunInput(path)), areAll: true);
        run.Complete();
    }

    /// <summary>Writes the table of the regions of all images, as the option CsvPath of the command does.</summary>
    private void Measure(
        StudioState state, IReadOnlyList<string> paths, string destination, bool force, IRunObserver observer,
        CancellationToken cancellation)
    {
        var options = state.Options<SegmentationOptions>(files);
        options.Validate();
        var frame = state.Options<FrameOptions>(files).Frame;
        var written = new RegionFileOptions { CsvPath = destination, Force = force };
        written.Validate();
        using var tables = new RegionFiles(written);
        var context = new RunContext<ImageRegions>(
            new Display<ImageRegions>(observer, regions => regions.Files is [var first, ..] ? first.Path : null)
            {
                Shown = result => tables.Add(result.Source, result.Value!),
            }, start.Codec)
        {
            Cancellation = cancellation,
        };
        using var run = new QueryRun<ImageRegions>(
            context, (item, work) => tables.Measure(item.Input, options, work, frame),
            item => tables.EstimateMemory(item.Input, options), input => tables.Reserve(input.Path));
        run.Take(paths.Select(path => new RunInput(path)), areAll: true);
        run.Complete();
        foreach (var table in tables.Complete(cancellation))
        {
            observer.Written(table.Path);
        }
    }

    /// <summary>Passes the events of a run on.</summary>
    private sealed class Display<TResult>(IRunObserver observer, Func<TResult, string?> fileOf) : IRunDisplay<TResult>
        where TResult : class
    {
        public Action<BatchResult<TResult>>? Shown { get; init; }

        public void Result(BatchResult<TResult> result)
        {
            Shown?.Invoke(result);
            if (result.Value is WrittenFile file) observer.Described(file);
            if (fileOf(result.Value!) is { } path) observer.Written(path);
        }

        public void Failure(StylizeException failure, string? source) => observer.Failed(failure, source);

        public void Progress(Func<BatchProgress> progress) => observer.Progress(progress);
    }
}

/// <summary>Receives the events of a run, on the thread of the run.</summary>
internal interface IRunObserver
{
    /// <summary>Receives the progress of each file, from any thread; null for nothing.</summary>
    Action<OperationProgress>? Watch => null;

    void Written(string path);

    /// <summary>An input could not be processed; the run continues.</summary>
    void Failed(StylizeException failure, string? source);

    /// <summary>Size and summary of the last result.</summary>
    void Described(WrittenFile file)
    {
    }

    /// <summary>The progress can be shown; called at least 10 times per second.</summary>
    void Progress(Func<BatchProgress> progress)
    {
    }
}
