using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;

namespace Stylize.Engine.Tests.Runs;

/// <summary>Collects what a run displays.</summary>
internal sealed class RunLines(TemporaryFolder folder) : IRunDisplay<WrittenFile>
{
    public List<string> Said { get; } = [];

    public bool Asks { get; init; }

    public void Result(BatchResult<WrittenFile> result)
    {
        if (!result.Value!.IsCurrent)
        {
            Said.Add(Path.GetFileName(result.Value.Path));
        }
    }

    public void Failure(StylizeException failure, string? source) =>
        Said.Add($"{failure.Error} {Path.GetFileName(source)}");

    public void Line(string text) => Said.Add(text);

    public void EndResults() => Said.Add("end");

    public void Preview(RunStep step) =>
        Said.Add($"{step.Target}: {step.Action}".Replace(
            folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));

    public T Wait<T>(Func<Action<OperationProgress>, T> work) => work(_ => { });
}
