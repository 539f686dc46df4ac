namespace Stylize.Engine.Segmentation.Assays;

/// <summary>The conditions of a hit, all of which a treatment meets. Those that are null do not apply.</summary>
/// <param name="MinimumZ">Minimum absolute robust z score.</param>
/// <param name="MaximumFdr">Maximum false discovery rate.</param>
/// <param name="Above">Minimum normalized value.</param>
/// <param name="Below">Maximum normalized value.</param>
/// <param name="MinimumWells">Minimum number of wells.</param>
internal sealed record HitRule(
    double? MinimumZ = null, double? MaximumFdr = null, double? Above = null, double? Below = null,
    double? MinimumWells = null)
{
    /// <summary>An absolute robust z score of at least 3, and a false discovery rate of at most 0.05.</summary>
    public static HitRule Default { get; } = new(3, .05);

    private const string Form = "conditions such as z=3,fdr=0.05; conditions are z, fdr, above, below and wells";

    /// <summary>Parses conditions such as z=3 and below=50; none gives <see cref="Default"/>.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming Rule.</exception>
    public static HitRule FromConditions(IReadOnlyList<string> conditions)
    {
        var rule = conditions.Count == 0 ? Default : new HitRule();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in conditions)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            var name = text[..Math.Max(at, 0)].Trim().ToLowerInvariant();
            if (!TryNumber(text.AsSpan(at + 1), out var limit) || !double.IsFinite(limit) || !names.Add(name))
            {
                throw StylizeException.Option("Rule", text, Form);
            }

            rule = name switch
            {
                "z" => rule with { MinimumZ = limit },
                "fdr" => rule with { MaximumFdr = limit },
                "above" => rule with { Above = limit },
                "below" => rule with { Below = limit },
                "wells" => rule with { MinimumWells = limit },
                _ => throw StylizeException.Option("Rule", text, Form),
            };
        }

        return rule;
    }

    /// <summary>Returns true if a treatment meets all conditions; a quantity that is NaN meets none.</summary>
    public bool IsMet(int wells, double normalized, double z, double q) =>
        !(MinimumZ is { } minimum && !(Math.Abs(z) >= minimum)) && !(MaximumFdr is { } rate && !(q <= rate))
        && !(Above is { } low && !(normalized >= low)) && !(Below is { } high && !(normalized <= high))
        && !(MinimumWells is { } few && wells < few);

    /// <summary>Returns the conditions as a phrase.</summary>
    public override string ToString() => string.Join(", ", new (string Name, double? Limit)[]
    {
        ("absolute robust z at least", MinimumZ), ("false discovery rate at most", MaximumFdr), (
            "normalized at least", Above),
        ("normalized at most", Below), ("wells at least", MinimumWells),
    }.Where(condition => condition.Limit is not null)
    .Select(condition => Invariant($"{condition.Name} {condition.Limit}")));
}
