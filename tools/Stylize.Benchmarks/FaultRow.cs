namespace Stylize.Benchmarks;

/// <summary>A row of the table of faults.</summary>
/// <param name="Promise">What was tried.</param>
/// <param name="Figures">What came of it.</param>
/// <param name="Holds">True where the promise holds.</param>
internal sealed record FaultRow(string Promise, string Figures, bool Holds)
{
    public override string ToString() => $"| {Promise} | {(Holds ? "holds" : "**BROKEN**")} | {Figures} |";
}
