namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>The parts of a well that steps read and give.</summary>
[Flags]
internal enum WellParts
{
    None = 0,

    /// <summary>The tiles of the well.</summary>
    Tiles = 4096,

    /// <summary>The corrected pixels of the tiles, and their places.</summary>
    Pixels = 1,

    /// <summary>The labels of segmented channels.</summary>
    Labels = 2,

    /// <summary>The labels of parts of cells.</summary>
    Cells = 4,

    /// <summary>The rows of regions.</summary>
    Rows = 8,

    /// <summary>The columns of spots.</summary>
    Spots = 16,

    /// <summary>The quality of images.</summary>
    Quality = 32,

    /// <summary>The shift of the timepoint.</summary>
    Shift = 64,

    /// <summary>The tracks of cells.</summary>
    Tracks = 128,

    /// <summary>The statistics of the well.</summary>
    Statistics = 256,

    /// <summary>The crops of cells.</summary>
    Crops = 512,

    /// <summary>The other files of the well.</summary>
    Files = 1024,

    /// <summary>The page of the run.</summary>
    Page = 2048,

    /// <summary>The columns of the plate map.</summary>
    Conditions = 8192,

    /// <summary>The options in the provenance of files.</summary>
    Options = 16384,
}

/// <summary>What an update does with a well.</summary>
/// <param name="Steps">The names of the steps that run on what an earlier run left; null for all steps from the
/// tiles.</param>
/// <param name="Changed">The parts of the well that change.</param>
internal sealed record WellUpdate(IReadOnlyList<string>? Steps, WellParts Changed)
{
    public static readonly WellUpdate None = new([], WellParts.None), All = new(null, (WellParts)~0);

    public bool IsCurrent => Steps is [];
}
