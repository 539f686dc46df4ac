using Stylize.Engine.Segmentation.Assays;
using Stylize.Engine.Segmentation.Statistics;

namespace Stylize.Engine.Tests.Segmentation.Assays;

/// <summary>Statistics of screens compared with tables of NumPy and SciPy, which tools/oracles/assays.py
/// writes.</summary>
public sealed class AssayTests
{
    [Fact]
    public void Quality_of_plates_equals_the_formulas()
    {
        var oracle = OracleTable.Embedded("plates.csv");
        foreach (var row in oracle.Rows)
        {
            var plate = Analyze([
                .. Wells(WellRole.Negative, "DMSO", Numbers(oracle, row, "negatives")),
                .. Wells(WellRole.Positive, "kill", Numbers(oracle, row, "positives")),
            ]).Plates.Single();
            Near(oracle, row, "ZPrime", plate.ZPrime);
            Near(oracle, row, "RobustZPrime", plate.RobustZPrime);
            Near(oracle, row, "Ssmd", plate.Ssmd);
            Near(oracle, row, "SignalToBackground", plate.SignalToBackground);
            Near(oracle, row, "NegativeCv", plate.NegativeCv);
            Near(oracle, row, "PositiveCv", plate.PositiveCv);
        }
    }

    /// <summary>A figure that changes with the differences between the wells of a role is unknown without any: with one
    /// control, or with three samples at the edge of the plate.</summary>
    [Theory]
    [InlineData(WellRole.Negative, 1)]
    [InlineData(WellRole.Positive, 1)]
    [InlineData(WellRole.Sample, 3)]
    public void A_figure_of_a_plate_is_unknown_with_too_few_wells(object role, int most)
    {
        // Controls are in rows A to C and G to I, and samples in D to F from left to right.
        WellRole[] roles = [WellRole.Negative, WellRole.Sample, WellRole.Positive];
        PlateQuality Plate(int wells, int seed)
        {
            AssayWell[] Of(int at, int count)
            {
                var random = new Random(roles[at].Equals(role) ? seed : 0);
                var away = 0;
                return [.. Enumerable.Range(0, count).Select(i => new AssayWell(
                    "P", $"{(char)('A' + (3 * at) + (i % 3))}{(i / 3) + 1}", roles[at], "x", null,
                    (100 * (at + 1)) + (away = i % 2 == 0 ? random.Next(1, 20) : -away)))];
            }

            return Analyze([.. roles.Index().SelectMany(r => Of(r.Index, r.Item.Equals(role) ? wells : 24))])
                .Plates.Single();
        }

        foreach (var figure in typeof(PlateQuality).GetProperties().Where(p => p.PropertyType == typeof(double)))
        {
            double Value(int wells, int seed) => (double)figure.GetValue(Plate(wells, seed))!;
            Assert.True(double.IsFinite(Value(24, 1)), figure.Name);
            if (Math.Abs(Value(24, 1) - Value(24, 2)) < 1e-9) continue;

            Assert.All(
                Enumerable.Range(0, most + 1),
                wells => Assert.False(double.IsFinite(Value(wells, 1)), $"{figure.Name} with {wells} {role}"));
        }
    }

    [Fact]
    public void A_hit_meets_all_conditions_of_the_rule()
    {
        double[][] values = [[20, 25, 22], [60, 62, 61], [99, 101, 100], [180, 190, 185], [10]];
        AssayWell[] wells =
        [
            .. Wells(WellRole.Negative, "DMSO", [95, 97, 99, 100, 101, 103, 105]),
            .. values.SelectMany((of, compound) => Wells(WellRole.Sample, $"C{compound}", of)),
        ];
        string[] Hits(params string[] conditions) =>
        [
            .. Assay.Analyze(wells, new ScreenOptions { Rule = conditions }).Treatments
                .Where(treatment => treatment.IsHit).Select(treatment => treatment.Compound),
        ];
        Assert.Equal(["C0", "C1", "C3", "C4"], Hits());
        Assert.Equal(["C0", "C1", "C3", "C4"], Hits("z=3", "fdr=0.05"));
        Assert.Equal(["C0", "C4"], Hits("below=50"));
        Assert.Equal(["C0"], Hits("below=50", "wells=2"));
        Assert.Equal(["C3"], Hits("Above = 120", "fdr=0.01"));
        Assert.Empty(Hits("z=1000"));
        foreach (var wrong in (string[][])[["z"], ["z=high"], ["q=1"], ["z=1", "z=2"], ["fdr=NaN"]])
        {
            Assert.Equal("Rule", Assert.Throws<StylizeException>(() => HitRule.FromConditions(wrong)).Target);
        }

        Assert.Equal("absolute robust z at least 3, false discovery rate at most 0.05", $"{HitRule.Default}");
    }

    [Fact]
    public void Controls_of_all_plates_can_be_pooled()
    {
        AssayWell[] Plate(string name, double[] negatives, double value) =>
        [
            .. Wells(WellRole.Negative, "DMSO", negatives).Select(well => well with { Plate = name }),
            .. Wells(WellRole.Sample, "A", [value]).Select(well => well with { Plate = name }),
        ];
        AssayWell[] wells = [.. Plate("1", [90, 100, 110], 50), .. Plate("2", [190, 200, 210], 50)];
        double[] Normalized(bool isPooled) =>
        [
            .. Assay.Analyze(wells, new ScreenOptions { PoolControls = isPooled }).Wells.Where(
                well => well.Role == WellRole.Sample)
                .Select(well => well.Normalized),
        ];
        Assert.Equal([50, 25], Normalized(isPooled: false));
        Assert.Equal([100 * 50 / 150.0, 100 * 50 / 150.0], Normalized(isPooled: true));
        Assert.Equal(2, Assay.Analyze(wells, new ScreenOptions { PoolControls = true }).Plates.Count);
    }

    [Fact]
    public void P_values_of_treatments_equal_those_of_SciPy()
    {
        var oracle = OracleTable.Embedded("tests.csv");
        foreach (var row in oracle.Rows)
        {
            var treatment = Analyze([
                .. Wells(WellRole.Sample, "drug", Numbers(oracle, row, "values")),
                .. Wells(WellRole.Negative, "DMSO", Numbers(oracle, row, "others")),
            ]).Treatments.Single();
            Near(oracle, row, "p", treatment.P);
            Assert.Equal(treatment.P, treatment.Q);
        }

        var rates = OracleTable.Embedded("rates.csv");
        var adjusted =
            FalseDiscoveryRate.Adjust([double.NaN, .. rates.Rows.Select(row => rates.Number(row, "p")!.Value)]);
        Assert.True(double.IsNaN(adjusted[0]));
        foreach (var (row, q) in rates.Rows.Zip(adjusted.Skip(1)))
        {
            Near(rates, row, "q", q);
        }
    }

    [Fact]
    public void Effects_of_rows_and_columns_equal_those_of_medpolish()
    {
        var oracle = OracleTable.Embedded("polish.csv");
        foreach (var row in oracle.Rows)
        {
            var (height, width) = ((int)oracle.Number(row, "rows")!, (int)oracle.Number(row, "columns")!);
            var values = Numbers(oracle, row, "values");
            var table = new double[height, width];
            for (var i = 0; i < values.Length; i++)
            {
                table[i / width, i % width] = values[i];
            }

            var polish = MedianPolish.Fit(table);
            Near(oracle, row, "overall", polish.Overall);
            var residuals = Numbers(oracle, row, "residuals");
            foreach (var (expected, found) in Numbers(oracle, row, "rowEffects")
                .Concat(Numbers(oracle, row, "columnEffects"))
                .Concat(residuals).Zip([.. polish.Rows, .. polish.Columns, .. polish.Residuals.Cast<double>()]))
            {
                Assert.Equal(expected, found, 1e-10);
            }

            // On a plate: the B score, and values without the effects.
            AssayWell[] wells =
            [
                .. values.Select((value, i) => new AssayWell(
                    "P", WellName.FromPosition(2 + (i / width), 3 + (i % width)), WellRole.Sample, "drug",
                    null, value)),
            ];
            var result = Assay.Analyze(wells, new ScreenOptions { CorrectPositions = true });
            double[] finite = [.. residuals.Where(double.IsFinite)];
            foreach (var (well, residual) in result.Wells.Zip(residuals).Where(pair => double.IsFinite(pair.Second)))
            {
                Assert.Equal(residual / Sample.RobustDeviation(finite), well.BScore, 1e-9);
                Assert.Equal(residual + polish.Overall, well.Corrected, 1e-9);
            }
        }
    }

    [Fact]
    public void Effects_of_positions_are_unknown_with_few_samples()
    {
        AssayWell[] wells =
        [
            new("P", "C2", WellRole.Sample, "x", null, 1), new("P", "C3", WellRole.Sample, "x", null, 2),
            new("P", "D2", WellRole.Sample, "x", null, 5),
        ];
        var result = Assay.Analyze(wells, new ScreenOptions { CorrectPositions = true });
        Assert.Equal((double.NaN, double.NaN), (result.Plates[0].RowEffect, result.Plates[0].ColumnEffect));
        Assert.All(result.Wells, well => Assert.Equal(well.Value, well.Corrected));
    }

    [Fact]
    public void Curves_equal_those_of_SciPy_with_the_intervals_of_drc()
    {
        var oracle = OracleTable.Embedded("curves.csv");
        foreach (var row in oracle.Rows)
        {
            var curve = LogisticCurve.Fit(
                Numbers(oracle, row, "doses"), Numbers(oracle, row, "responses"), oracle.Number(row, "fixedBottom"),
                oracle.Number(row, "fixedTop"))!;
            foreach (var (name, value) in ((string, double)[])
            [
                ("Bottom", curve.Bottom), ("Top", curve.Top), ("Ec50", curve.Ec50), ("Hill", curve.Hill),
                ("Lower", curve.Lower), ("Upper", curve.Upper), ("RSquared", curve.RSquared), ("P", curve.P),
            ])
            {
                Near(oracle, row, name, value, 1e-6);
            }
        }
    }

    [Fact]
    public void A_screen_on_two_plates_finds_the_drawn_hits_and_doses()
    {
        // Plate 2 has half the signal, which normalization removes.
        var random = new Random(1);
        double Noise() => random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
        var wells = new List<AssayWell>();
        foreach (var (plate, scale) in ((string, double)[])[("P1", 10), ("P2", 5)])
        {
            wells.AddRange(Enumerable.Range(1, 16).Select(i => new AssayWell(
                plate, $"{(char)('A' + i - 1)}1", i % 2 == 0 ? WellRole.Negative : WellRole.Positive, "", null,
                scale * ((i % 2 == 0 ? 100 : 10) + (4 * Noise())))));
            foreach (var (index, (compound, ec50)) in ((string, double)[])[("active", 2), ("inert", 1e9)] is var drugs
                ? drugs.Index() : [])
            {
                wells.AddRange(Enumerable.Range(0, 10).Select(i => new AssayWell(
                    plate, $"{(char)('A' + index)}{i + 2}", WellRole.Sample, compound, Math.Pow(3, i - 5),
                    scale * (10 + (90 / (1 + (Math.Pow(3, i - 5) / ec50))) + (4 * Noise())))));
            }
        }

        var result = Assay.Analyze(wells, new ScreenOptions { Normalize = Normalization.Effect });
        Assert.Equal(["P1", "P2"], result.Plates.Select(plate => plate.Plate));
        Assert.All(result.Plates,
            plate => Assert.True(plate is { Negatives: 8, Positives: 8, Samples: 20, ZPrime: > .7 and < 1 }));
        Assert.Equal(0, result.Wells.Where(well => well.Role == WellRole.Negative).Average(well => well.Normalized), 9);
        Assert.Equal(
            100, result.Wells.Where(well => well.Role == WellRole.Positive).Average(well => well.Normalized), 9);
        Assert.All(result.Treatments, treatment => Assert.Equal(2, treatment.Wells));
        Assert.Equal(["active"],
            result.Treatments.Where(treatment => treatment.IsHit).Select(treatment => treatment.Compound).Distinct());
        var strongest = result.Treatments.Single(treatment => treatment is { Compound: "active", Concentration: 81 });
        Assert.True(strongest is { IsHit: true, RobustZ: < -10 });
        var (active, inert) = (result.Curves[0], result.Curves[1]);
        Assert.Equal(("active", 20, CurveFlags.None), (active.Compound, active.Points, active.Flags));
        Assert.InRange(active.Ec50, 1.8, 2.2);
        Assert.InRange(2, active.Lower, active.Upper);
        Assert.True(inert.Flags.HasFlag(CurveFlags.NoEffect | CurveFlags.PoorFit));
        Assert.Equal((active.Bottom + active.Top) / 2, active.At(active.Ec50), 9);
    }

    [Theory]
    [InlineData(5, 4, CurveFlags.None)]
    [InlineData(100, .1, CurveFlags.Undetermined | CurveFlags.OutsideDoses)]
    public void An_interval_without_positive_ends_is_undetermined(double ec50, double noise, object flags)
    {
        var random = new Random(2);
        double[] doses =
            [.. Enumerable.Range(0, 8).SelectMany(i => (double[])[Math.Pow(3, i - 5), Math.Pow(3, i - 5)])];
        var curve = Analyze(
        [
            .. Wells(WellRole.Negative, "DMSO", [99, 100, 101]),
            .. doses.Select((dose, i) => new AssayWell(
                "P", $"C{i + 1}", WellRole.Sample, "drug", dose,
                100 - (80 / (1 + (ec50 / dose))) + (noise * (random.NextDouble() - .5)))),
        ]).Curves.Single();
        Assert.Equal((CurveFlags)flags, curve.Flags & (CurveFlags.Undetermined | CurveFlags.OutsideDoses));
        Assert.Equal((CurveFlags)flags == CurveFlags.None, curve.Lower > 0);
        Assert.Equal((CurveFlags)flags == CurveFlags.None ? "" : "outside doses", curve.Doubts);
    }

    /// <summary>Wells without a z score were left out, so that no rule found a hit.</summary>
    [Fact]
    public void Equal_controls_leave_rules_that_need_no_z()
    {
        AssayWell[] wells =
        [
            .. Wells(WellRole.Negative, "DMSO", [9, 9, 9, 9]), .. Wells(WellRole.Positive, "full", [9, 9]),
            .. Wells(WellRole.Sample, "kills", [1, 2]), .. Wells(WellRole.Sample, "idle", [9]),
        ];
        var result = Assay.Analyze(wells, new ScreenOptions { Rule = ["below=50"] });
        Assert.Equal([("kills", 2, true), ("idle", 1, false)],
            result.Treatments.Select(t => (t.Compound, t.Wells, t.IsHit)));
        Assert.Equal(100 * 1.5 / 9, result.Treatments[0].Normalized, 9);
        Assert.All(result.Treatments, treatment => Assert.True(double.IsNaN(treatment.RobustZ + treatment.Q)));
        Assert.DoesNotContain(Analyze(wells).Treatments, treatment => treatment.IsHit);

        // Another plate, whose controls differ, gives the treatment its score.
        AssayWell[] other =
        [
            .. Wells(WellRole.Negative, "DMSO", [8, 9, 10, 9]).Concat(Wells(WellRole.Sample, "kills", [1]))
                .Select(well => well with { Plate = "Q" }),
        ];
        var both = Analyze([.. wells, .. other]).Treatments.Single(treatment => treatment.Compound == "kills");
        Assert.Equal((3, true), (both.Wells, both.IsHit));
        Assert.Equal(-8 / (1.4826 * .5), both.RobustZ, 3);
    }

    [Theory]
    [InlineData("Hits", "", "P has no robust z scores")]
    [InlineData("Hits", "z=1,below=50", "P has no robust z scores")]
    [InlineData("Hits", "below=50", "")]
    [InlineData("Plates", "", "")]
    [InlineData("Wells", "", "")]
    public void A_plate_without_scores_is_named_if_they_are_needed(string table, string rule, string warning)
    {
        var warnings = new List<string>();
        var screen = new ScreenAnalysis(new ScreenOptions
        {
            Table = Enum.Parse<HitTable>(table), Rule = rule.Split(',', StringSplitOptions.RemoveEmptyEntries),
        });
        var result = screen.Analyze(
        [
            .. Wells(WellRole.Negative, "DMSO", [9, 9, 9]), .. Wells(WellRole.Positive, "full", [9, 9]),
            .. Wells(WellRole.Sample, "kills", [1]),
        ], warnings.Add);
        Assert.Equal(warning.Length == 0 ? 0 : 1, warnings.Count(text => text.Contains(warning)));
        var rows = screen.Rows(result).Select(row => row.Text);
        Assert.Equal(
            table == "Plates", rows.Any(text => text!.StartsWith(
                "P  no Z': the positive and negative controls have the same mean  3 negative, 2 positive,")));
    }

    [Fact]
    public void A_compound_with_too_few_doses_has_a_row_that_says_so()
    {
        var curves = Analyze(
        [
            .. Wells(WellRole.Negative, "DMSO", [99, 100, 101]),
            .. new double?[] { 0, 1, 2, 3, 3 }.Select((dose, i) =>
                new AssayWell("P", $"C{i + 1}", WellRole.Sample, "few", dose, 50 + i)),
            new AssayWell("P", "D1", WellRole.Sample, "none", null, 50),
        ]).Curves;
        Assert.Equal([("few", 5, CurveFlags.TooFewDoses), ("none", 0, CurveFlags.TooFewDoses)],
            curves.Select(curve => (curve.Compound, curve.Points, curve.Flags)));
        Assert.All(curves, curve => Assert.True(double.IsNaN(curve.Ec50)));
    }

    [Theory]
    [InlineData("role,negative;compound,x", "Negative")]
    [InlineData("Role,POSITIVE", "Positive")]
    [InlineData("compound,DMSO;dose,0", "Negative")]
    [InlineData("Compound,drug;Concentration,2.5", "Sample 2.5")]
    [InlineData("compound,drug;Concentration (uM),2.5", "Sample 2.5")]
    [InlineData("compound,drug;dose [M],1;dose,2.5", "error")]
    [InlineData("role,;compound,", "")]
    [InlineData("role,good", "error")]
    [InlineData("role,0", "error")]
    [InlineData("role,pos1", "error")]
    [InlineData("compound,drug;dose,high", "error")]
    [InlineData("compound,drug;dose,-1", "error")]
    public void A_plate_map_gives_roles_and_concentrations(string columns, string expected)
    {
        var contents = PlateContents.FromControls(["negative=dmso"]);
        var pairs = columns.Split(';').Select(pair => KeyValuePair.Create(pair.Split(',')[0], pair.Split(',')[1]));
        if (expected == "error")
        {
            Assert.Equal("PlateMap", Assert.Throws<StylizeException>(() => contents.Read("P", "A1", pairs, 1)).Target);
            return;
        }

        var well = contents.Read("P", "A1", pairs, 1);
        Assert.Equal(expected, well is null
            ? "" : string.Create(CultureInfo.InvariantCulture, $"{well.Role} {well.Concentration}").Trim());
    }

    private static AssayResult Analyze(AssayWell[] wells) => Assay.Analyze(wells, new ScreenOptions());

    private static IEnumerable<AssayWell> Wells(WellRole role, string compound, double[] values) =>
        values.Select(
            (value, i) => new AssayWell("P", $"{(char)('A' + (int)role)}{i + 1}", role, compound, null, value));

    private static double[] Numbers(OracleTable oracle, string[] row, string column) =>
    [
        .. oracle.Text(row, column).Split(' ')
            .Select(text => text == "nan" ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture)),
    ];

    private static void Near(OracleTable oracle, string[] row, string column, double found, double relative = 1e-10) =>
        Assert.Equal(oracle.Number(row, column)!.Value, found, relative * Math.Abs(found));
}
