using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Export;

/// <summary>The regions of one run in a database. Hides database libraries from the engine. Used by one thread at a
/// time.</summary>
internal interface IStoredRegions : IDisposable
{
    /// <summary>Name of the run.</summary>
    string Run { get; }

    /// <summary>Full path of the folder of the database; null for a server.</summary>
    string? Folder { get; }

    /// <summary>The selected segmented channels of all wells, in plate order.</summary>
    IReadOnlyList<StoredSeries> Series { get; }

    /// <summary>True if the regions were measured in three dimensions.</summary>
    bool IsOfStacks { get; }

    /// <summary>Names of the tables that can be written.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Reads the regions of a timepoint in the order of tiles and labels.</summary>
    /// <exception cref="StylizeException">TargetUnwritable: the database cannot be read.</exception>
    IReadOnlyList<StoredRegion> Read(StoredFrame frame);

    /// <summary>Writes the rows of a table that belong to the selected regions.</summary>
    /// <param name="format">Csv or Parquet.</param>
    /// <returns>The number of rows.</returns>
    /// <exception cref="StylizeException">TargetUnwritable: the database cannot be read.</exception>
    int WriteTable(string table, RegionExportFormats format, Stream target, CancellationToken cancellation);
}

/// <summary>One segmented channel of a well.</summary>
/// <param name="Frames">Its timepoints in order.</param>
/// <param name="Tracks">Its tracks in the order of their numbers; empty without tracking.</param>
internal sealed record StoredSeries(
    string Experiment, string Well, string Channel, IReadOnlyList<StoredFrame> Frames, IReadOnlyList<CellTrack> Tracks);

/// <summary>A segmented channel of a well at a timepoint.</summary>
internal sealed record StoredFrame(int Timepoint, IReadOnlyList<StoredTile> Tiles)
{
    /// <summary>True if tiles were labeled separately: then each tile has labels of its own, and none has a
    /// position.</summary>
    public bool IsPerTile => Tiles.Count > 1 && Tiles.All(t => t is { Left: 0, Top: 0 });
}

/// <summary>A segmented tile.</summary>
/// <param name="Key">Its key in the database.</param>
/// <param name="Left">First column of the tile in its montage.</param>
/// <param name="Top">First row of the tile in its montage.</param>
internal sealed record StoredTile(
    long Key, int Number, string File, int Page, int Width, int Height, int Left, int Top);

/// <summary>A region.</summary>
/// <param name="TileKey">Key of the tile that contains its centroid.</param>
/// <param name="Track">Number of its track; null for none.</param>
/// <param name="Values">Its measurements; null for a value that was not measured.</param>
internal sealed record StoredRegion(
    long TileKey, int Label, int? Track, int? Parent, double CentroidX, double CentroidY,
    IReadOnlyList<KeyValuePair<string, double?>> Values);

/// <summary>A file that was exported.</summary>
/// <param name="Format">Name of its format, such as ImageJ.</param>
/// <param name="Well">Its well; null for a table of all wells.</param>
/// <param name="Rows">Number of regions, tracks or rows.</param>
internal sealed record ExportedFile(string Path, string Format, string? Well, int? Timepoint, int Rows);
