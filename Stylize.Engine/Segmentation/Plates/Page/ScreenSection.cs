using Stylize.Engine.Segmentation.Assays;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>
/// The part of the page for a screen, if the plate map has a column "role" with negative controls: quality of the
/// plates, maps of percent of control with the controls framed, typical cells of hits, and dose-response curves.
/// </summary>
internal sealed class ScreenSection(StringBuilder html, ExampleCells? examples)
{
    private const int Width = 210, Height = 130, Left = 30, Top = 8, Right = 6, Bottom = 26;

    /// <summary>Number of compounds above which the page shows only curves of hits.</summary>
    private const int MaxCurves = 48;

    /// <summary>Number of compounds of which the page shows cells.</summary>
    private const int MaxExamples = 24;

    /// <param name="summaries">Of several timepoints, the section shows the last one.</param>
    public void Write(IReadOnlyList<WellSummary> summaries)
    {
        foreach (var channel in summaries.GroupBy(s => s.Channel))
        {
            var last = channel.Max(s => s.Timepoint);
            List<WellSummary> wells = [.. channel.Where(s => s.Timepoint == last)];
            // Without the cells of excluded images, only the number per image can be compared.
            var cells = wells.Any(s => s.Excluded.Count > 0) ? WellStatistic.CellsPerImage : WellStatistic.Cells;
            // Ratios and reporters come first: the segmented channel shows where cells are.
            IEnumerable<string> measurements =
            [
                .. wells.SelectMany(s => s.Ratios).Distinct(),
                .. wells.SelectMany(s => s.MeanIntensity.Keys).Distinct().OrderBy(name => name == channel.Key)
                    .Select(name => "MeanIntensity_" + name),
                .. CellParts.IsName(channel.Key) ? [] : new[] { cells },
            ];
            foreach (var measurement in measurements)
            {
                Write(channel.Key, measurement, wells);
            }
        }
    }

    private void Write(string channel, string measurement, List<WellSummary> summaries)
    {
        var contents = PlateContents.FromControls([]);
        AssayResult result;
        try
        {
            result = Assay.Analyze(
                PlateContents.InOneUnit([
                    .. summaries.Select(s => contents.Read(
                        s.Experiment, s.Well, s.Conditions,
                        s.Counted.FirstOrDefault(row => row.Measurement == measurement)?.Value(WellValue.Mean)
                            ?? double.NaN) is { } well ? well with { Failed = s.Failed } : null)
                        .OfType<AssayWell>(),
                ]),
                new ScreenOptions());
        }
        catch (StylizeException)
        {
            // A column "role" or "dose" with other words is not that of a screen.
            return;
        }

        if (!result.Plates.Any(plate => plate.Negatives > 1)) return;

        html.Add(
            $"<h2>Screen: {Markup.Text(measurement)} of {Markup.Text(channel)}, percent of negative control</h2>\n");
        foreach (var plate in result.Plates)
        {
            IEnumerable<(string Name, double Value, string Unit)> figures =
            [
                ("Z'", plate.ZPrime, ""), ("robust Z'", plate.RobustZPrime, ""), ("SSMD", plate.Ssmd, ""),
                ("signal to background", plate.SignalToBackground, ""), ("CV of negatives", plate.NegativeCv, "%"),
                ("range of row effects", plate.RowEffect, " robust SD"),
                ("range of column effects", plate.ColumnEffect, " robust SD"), ("edge", plate.EdgeEffect, " robust SD"),
            ];
            html.Add($"<p>{Markup.Text(plate.Plate)}: ").AppendJoin(
                ", ", figures.Where(figure => double.IsFinite(figure.Value))
                    .Select(figure => $"{figure.Name} {Number(figure.Value)}{figure.Unit}")).Append(".</p>\n");
        }

        html.Append(
            "<p class=\"soft\">Frames: green for negative, orange for positive controls, dashed for wells that fail a ")
            .Append("quality gate.</p>\n<div class=\"charts\">\n");
        foreach (var plate in result.Wells.GroupBy(well => well.Plate))
        {
            List<WellSummary> shown = [.. summaries.Where(s => s.Experiment == plate.Key)];
            var byName = plate.DistinctBy(well => well.Well).ToDictionary(well => well.Well);
            PlateChart.Write(
                html, plate.Key, PlateWindow.For([.. shown.Select(s => s.Well)]), shown,
                s => byName.TryGetValue(s.Well, out var well) ? Math.Round(well.Normalized) : null,
                s => byName.TryGetValue(s.Well, out var well) ? well.Role switch
                {
                    WellRole.Negative => "negative",
                    WellRole.Positive => "positive",
                    WellRole.Blank => "blank",
                    _ => null,
                } : null);
        }

        html.Append("</div>\n");
        WriteExamples(measurement, result, summaries);
        var hits = result.Treatments.Where(treatment => treatment.IsHit)
            .ToLookup(treatment => treatment.Compound, treatment => treatment.Failed);
        List<DoseResponse> curves =
            [.. result.Curves.Where(curve => !curve.Flags.HasFlag(CurveFlags.TooFewDoses))];
        var isShort = curves.Count <= MaxCurves;
        curves.RemoveAll(curve => !isShort && !hits.Contains(curve.Compound));
        html.Append(curves.Count > 0 ? "<div class=\"charts\">\n" : "");
        curves.ForEach(curve => WriteCurve(
            curve, result.Unit, string.Concat(hits[curve.Compound].Take(1).Select(_ => ", hit")
                .Concat(hits[curve.Compound].Where(failed => failed.Length > 0).Select(failed => $", {failed}")))));
        html.Append(curves.Count > 0 ? "</div>\n" : "");
    }

    /// <summary>Shows cells of a negative control, and of each hit at the concentration with the strongest
    /// effect.</summary>
    private void WriteExamples(string measurement, AssayResult result, List<WellSummary> summaries)
    {
        const string Prefix = WellSummary.MeanPrefix;
        if (examples is null || !measurement.StartsWith(Prefix, StringComparison.Ordinal)) return;

        var hits = result.Treatments.Where(treatment => treatment.IsHit).GroupBy(treatment => treatment.Compound)
            .Select(compound => compound.MaxBy(treatment => Math.Abs(treatment.RobustZ))!)
            .OrderByDescending(treatment => Math.Abs(treatment.RobustZ)).Take(MaxExamples)
            .Select(hit => result.Wells
                .Where(well =>
                    (well.Role, well.Compound, well.Concentration) == (WellRole.Sample, hit.Compound,
                        hit.Concentration))
                .MinBy(well => Math.Abs(well.RobustZ - hit.RobustZ))!);
        AssayWell[] wells =
        [
            .. result.Wells.Where(well => well.Role == WellRole.Negative && double.IsFinite(well.RobustZ))
                .OrderBy(well => Math.Abs(well.RobustZ)).Take(1),
            .. hits,
        ];
        if (wells.All(well => well.Role == WellRole.Negative)) return;

        var pictures = examples.Draw(
            [.. wells.Select(well => summaries.First(s => s.Experiment == well.Plate && s.Well == well.Well))],
            measurement[Prefix.Length..]);
        if (pictures.All(picture => picture is null)) return;

        html.Add(
            $"<h3>Typical cells, {Markup.Text(measurement[Prefix.Length..])}, same scale</h3>\n<div class=\"charts\">\n");
        foreach (var (well, png) in wells.Zip(pictures).Where(pair => pair.Second is not null))
        {
            var name = Markup.Text(
                $"{well.Compound} {well.Dose} ({well.Well}{(well.Failed.Length > 0 ? $", fails {well.Failed}" : "")}): "
                + $"{Number(Math.Round(well.Normalized))}%");
            html.Append($"<div><img class=\"cells\" alt=\"{name}\" src=\"{Markup.DataUri("image/png", png!)}\">")
                .Append($"<p class=\"soft\">{name}</p></div>\n");
        }

        html.Append("</div>\n");
    }

    private void WriteCurve(DoseResponse curve, string unit, string hit)
    {
        var positive = curve.Doses.Where(dose => dose > 0).ToList();
        var (first, last) = (PortableMath.Log10(positive.Min()), PortableMath.Log10(positive.Max()));
        var (low, high) = (Math.Min(0, curve.Responses.Min()), Math.Max(100, curve.Responses.Max()));
        double X(double dose) =>
            dose <= 0 ? Left : Left + ((Width - Left - Right) * (PortableMath.Log10(dose) - first) / (last - first));
        double Y(double response) => Top + ((Height - Top - Bottom) * (high - response) / (high - low));
        PlateChart.BeginSvg(html, curve.Compound + hit, Width, Height)
            .Add($"<path class=\"axis\" d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\"/>")
            .Add($"<text x=\"{Left - 4}\" y=\"{Y(100) + 3:0.#}\" text-anchor=\"end\">100</text>")
            .Add($"<text x=\"{Left - 4}\" y=\"{Y(0) + 3:0.#}\" text-anchor=\"end\">0</text>")
            .Add($"<text x=\"{Left}\" y=\"{Height - Bottom + 12}\">{Number(positive.Min())}</text>")
            .Add(
                $"<text x=\"{Width - Right}\" y=\"{Height - Bottom + 12}\" "
                + $"text-anchor=\"end\">{Number(positive.Max())} {Markup.Text(unit)}</text>\n");
        foreach (var (dose, response) in curve.Doses.Zip(curve.Responses))
        {
            html.Add($"<circle class=\"dot\" cx=\"{X(dose):0.#}\" cy=\"{Y(response):0.#}\" r=\"2\"/>");
        }

        html.Append("<path class=\"curve\" d=\"");
        for (var step = 0; step <= 60; step++)
        {
            var dose = PortableMath.Pow(10, first + ((last - first) * step / 60));
            html.Add(
                $"{(step == 0 ? 'M' : 'L')}{X(dose):0.#} {Math.Clamp(Y(curve.At(dose)), Top, Height - Bottom):0.#}");
        }

        html.Append("\"/>");
        if (!curve.Flags.HasFlag(CurveFlags.NoEffect) && !curve.Flags.HasFlag(CurveFlags.OutsideDoses))
        {
            html.Add(
                $"<path class=\"half\" d=\"M{X(curve.Ec50):0.#} {Y(curve.At(curve.Ec50)):0.#}V{Height - Bottom}\"/>");
        }

        var text = curve.Flags.HasFlag(CurveFlags.NoEffect) ? "no effect"
            : $"EC50 {Number(curve.Ec50)} {unit} "
                + (curve.Flags.HasFlag(CurveFlags.Undetermined)
                    ? "(undetermined)" : $"({Number(curve.Lower)} to {Number(curve.Upper)})")
                + $", slope {Number(curve.Hill)}{(curve.Doubts.Length == 0 ? "" : $"; {curve.Doubts}")}";
        html.Add($"</svg><p class=\"soft\">{Markup.Text(text)}</p></div>\n");
    }

    private static string Number(double value) => double.IsFinite(value) ? PlateChart.Number(value) : "n/a";
}
