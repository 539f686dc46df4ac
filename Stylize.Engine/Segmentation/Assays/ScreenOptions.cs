using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Assays;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>A table of the results of a screen.</summary>
internal enum HitTable
{
    /// <summary>Treatments that are hits: a compound at a concentration.</summary>
    Hits,

    /// <summary>All treatments.</summary>
    Treatments,

    /// <summary>One dose-response curve per compound.</summary>
    Curves,

    /// <summary>The quality of each plate.</summary>
    Plates,

    /// <summary>The value of each well, normalized.</summary>
    Wells,
}

/// <summary>How a screen is analyzed, and the table of its results.</summary>
internal sealed record ScreenOptions : IOptionRecord
{
    [Option("Statistic of the measurement over the cells of a well.")]
    public WellValue Statistic { get; init; } = WellValue.Mean;

    [Option("Table to list.")]
    public HitTable Table { get; init; } = HitTable.Hits;

    [Option("Compounds that are controls, such as negative=DMSO.", Name = "Control", ValueName = "role=compound",
        Default = "the column \"role\" of the plate map")]
    public IReadOnlyList<string> Controls { get; init; } = [];

    [Option("CSV or Excel file with \"well\", \"compound\", \"concentration\" and \"role\".", IsFile = true,
        Default = "that of the run")]
    public string? PlateMap { get; init; }

    [Option("CSV or Excel file of wells to leave out: \"well\", and \"plate\" for several.", IsFile = true,
        Default = "none")]
    public string? Exclude { get; init; }

    [Option("Normalization of values within a plate.")]
    public Normalization Normalize { get; init; } = Normalization.Percent;

    [Option("Subtract effects of rows and columns, found in the samples by median polish.")]
    public bool CorrectPositions { get; init; }

    [Option("Normalize with the controls of all plates together.")]
    public bool PoolControls { get; init; }

    [Option("Conditions of a hit: z, fdr, above, below, wells.", ValueName = "condition=limit",
        Default = "z=3,fdr=0.05")]
    public IReadOnlyList<string> Rule { get; init; } = [];

    [Option("Fixed lower asymptote of curves.", Default = "fitted")]
    public double? Bottom { get; init; }

    [Option("Fixed upper asymptote of curves.", Default = "fitted")]
    public double? Top { get; init; }
}

#pragma warning restore CS1591
