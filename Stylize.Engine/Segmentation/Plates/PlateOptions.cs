using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>Which tiles of a plate are segmented, how they lie together, and what is written.</summary>
public sealed record PlateOptions : IOperationOptions
{
    /// <summary>How pixels become regions.</summary>
    public SegmentationOptions Segmentation { get; init; } = new();

    /// <summary>How file names are understood.</summary>
    public string NamePattern { get; init; } = Plates.NamePattern.Default;

    /// <summary>The only experiments to take, or empty for all. Names compare without regard to case, as do wells and channels.</summary>
    public IReadOnlyList<string> Experiments { get; init; } = [];

    /// <summary>The only wells to take, or empty for all.</summary>
    public IReadOnlyList<string> Wells { get; init; } = [];

    /// <summary>The only timepoints to take, or empty for all.</summary>
    public IReadOnlyList<int> Timepoints { get; init; } = [];

    /// <summary>The channels to segment, or empty for each of them.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>The channels to measure within the regions, besides the segmented one; "*" for all.</summary>
    public IReadOnlyList<string> MeasureChannels { get; init; } = [];

    /// <summary>Order of the tiles.</summary>
    public MontageLayout Layout { get; init; } = MontageLayout.RowMajor;

    /// <summary>Tiles in a row of the montage; default 0: the least square that holds them.</summary>
    public int Columns { get; init; }

    /// <summary>True to label each tile for itself, as where tiles overlap; otherwise an object across tiles is one object.</summary>
    public bool PerTile { get; init; }

    /// <summary>True to leave out the stitched images and overlays.</summary>
    public bool NoMontage { get; init; }

    /// <summary>Compression of masks and montages.</summary>
    public LosslessCompression Compression { get; init; } = LosslessCompression.Fast;

    /// <summary>Full path of the folder to write to.</summary>
    public string Destination { get; init; } = "";

    /// <summary>Full path of an SQLite file, or a connection string of PostgreSQL ("Host=..." or "postgresql://..."); null for segmentation.sqlite in the destination.</summary>
    public string? Database { get; init; }

    /// <summary>Most pixels of a tile; default 4,294,967,296, since large tiles are read in strips.</summary>
    public long MaxPixels { get; init; } = 1L << 32;

    /// <summary>True to replace existing files.</summary>
    public bool Force { get; init; }

    /// <summary>Limits of decoding.</summary>
    internal DecodeOptions DecodeOptions => DecodeOptions.Default with { MaxPixels = MaxPixels };

    public void Validate()
    {
        Segmentation.Validate();
        _ = new NamePattern(NamePattern);
        if (Columns is < 0 or > 10_000) throw StylizeException.Option(nameof(Columns), Columns, "0 to 10000");
        if (MaxPixels < 1) throw StylizeException.Option(nameof(MaxPixels), MaxPixels, "1 or more");
        if (!Enum.IsDefined(Layout)) throw StylizeException.Option(nameof(Layout), Layout, "RowMajor or Snake");
        if (!Path.IsPathFullyQualified(Destination)) throw StylizeException.Option("DestinationPath", Destination, "a folder");
    }
}
