namespace Stylize.Benchmarks;

/// <summary>A row of the fault table.</summary>
/// <param name="Promise">The fault that was caused.</param>
/// <param name="Figures">Counts and measurements.</param>
/// <param name="Holds">True if the command behaved as documented.</param>
internal sealed record FaultRow(string Promise, string Figures, bool Holds)
{
    public override string ToString() => $"| {Promise} | {(Holds ? "holds" : "**BROKEN**")} | {Figures} |";
}
