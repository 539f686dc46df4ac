namespace Stylize.Engine.Segmentation.Export;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Options of an export: the regions of a run, and the files to write.</summary>
internal sealed record RegionExportOptions : IOperationOptions
{
    [Option("Output folder.", Name = TargetOptions.DestinationName, Group = HelpGroup.Common, ValueName = "folder",
        IsFile = true, Required = true, Letter = "o", Position = 1)]
    public string Destination { get; init; } = "";

    [Option("Replace existing files.", Group = HelpGroup.Common)]
    public bool Force { get; init; }

    [Option("Csv, Parquet, ImageJ, GeoJson (QuPath), Napari, TrackMask, CellTracking, Overlay, CellProfiler, or All.",
        Name = "Format", Group = HelpGroup.Common)]
    public RegionExportFormats Formats { get; init; } = RegionExportFormats.Csv;

    [Option("Name of the run.", ValueName = "name", Default = "the latest run", Group = HelpGroup.Common,
        Names = OptionNames.Stored)]
    public string? Run { get; init; }

    [Option("Experiments to export.", Name = "Experiment", Default = "all", Names = OptionNames.Stored)]
    public IReadOnlyList<string> Experiments { get; init; } = [];

    [Option("Wells to export, such as E4.", Name = "Well", Default = "all", Group = HelpGroup.Common,
        Names = OptionNames.Stored)]
    public IReadOnlyList<string> Wells { get; init; } = [];

    [Option("Segmented channels to export.", Name = "Channel", Default = "all", Group = HelpGroup.Common,
        Names = OptionNames.Stored)]
    public IReadOnlyList<string> Channels { get; init; } = [];

    [Option("Timepoints to export.", Name = "Timepoint", Default = "all")]
    public IReadOnlyList<int> Timepoints { get; init; } = [];

    [Option("Labels of the regions to export; tables are complete.", Name = "Label", Default = "all", Min = 1)]
    public IReadOnlyList<int> Labels { get; init; } = [];

    [Option("Tracks of the regions to export; tables are complete.", Name = "TrackNumber", Aliases = ["Track"],
        Default = "all", Min = 1)]
    public IReadOnlyList<int> Tracks { get; init; } = [];

    [Option("Destination of the run, which contains its masks.", ValueName = "folder", IsFile = true,
        Default = "the folder of the database")]
    public string? MaskPath { get; init; }

    [Option("Folder of the tiles, which overlays read.", ValueName = "folder", IsFile = true,
        Default = "the folder of the database")]
    public string? TilePath { get; init; }

    /// <summary>Returns true if a region is selected by its label or track, or all are.</summary>
    public bool Takes(StoredRegion region) => Labels.Count + Tracks.Count == 0 || Labels.Contains(region.Label)
        || (region.Track is { } track && Tracks.Contains(track));

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.ForRecord<RegionExportOptions>().Check(this);
        if (Formats == 0) throw StylizeException.Option("Format", "none", "one or more formats");
    }
}

#pragma warning restore CS1591

/// <summary>Formats of exported regions.</summary>
[Flags]
public enum RegionExportFormats
{
    /// <summary>The tables of the database, and one table with all measurements of each cell.</summary>
    Csv = 1,

    /// <summary>A zip of ImageJ ROIs per mask.</summary>
    ImageJ = 1 << 1,

    /// <summary>A GeoJSON file per mask, for QuPath.</summary>
    GeoJson = 1 << 2,

    /// <summary>Masks in which each pixel has the number of its track.</summary>
    TrackMask = 1 << 3,

    /// <summary>A table of tracks per well, for napari.</summary>
    Napari = 1 << 4,

    /// <summary>Masks and tracks in the format of the Cell Tracking Challenge.</summary>
    CellTracking = 1 << 5,

    /// <summary>All of these, without overlays, CellProfiler and Parquet; those of tracks only if the run has
    /// tracks.</summary>
    All = (1 << 6) - 1,

    /// <summary>A picture of the selected regions over the pixels of the tiles, which must still exist.</summary>
    Overlay = 1 << 6,

    /// <summary>Tables with the names and layout of CellProfiler, for pycytominer and CytoTable.</summary>
    CellProfiler = 1 << 7,

    /// <summary>The tables of Csv as Parquet files, with types and units, for R, pandas and databases.</summary>
    Parquet = 1 << 8,
}
