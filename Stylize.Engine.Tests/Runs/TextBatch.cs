using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;

namespace Stylize.Engine.Tests.Runs;

/// <summary>Batches of text files.</summary>
internal static class TextBatch
{
    public static TargetPlanner Planner(TargetOptions? targets = null) =>
        new(new TextOperation(), targets ?? new TargetOptions());

    public static ImageInput Input(string path) => new(ImageSource.File(path), new NoCodec());

    public static List<BatchResult<WrittenFile>> Run(
        IOperation operation, TargetOptions? targets, params string[] sources) =>
        Run(operation, new TargetPlanner(operation, targets ?? new TargetOptions()), null, sources);

    public static List<BatchResult<WrittenFile>> Run(
        IOperation operation, TargetPlanner planner, BatchOptions? options, params string[] sources)
    {
        using var batch = new FileWork(operation, planner).CreateBatch(options);
        return [.. batch.Runner.Run(sources.Select(path => planner.Plan(Input(path))).ToList())];
    }
}
