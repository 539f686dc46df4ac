using System.Text.RegularExpressions;

namespace Stylize.Codecs.Tiff;

/// <summary>
/// A page as callers number them. Each sample of gray pixels with several is a page, and so is each plane of a stack
/// that shares a directory.
/// </summary>
/// <param name="Tags">The tags of its directory, to be read before the pixels: a library closes the file.</param>
/// <param name="Layout">Null if only the codec library reads it.</param>
/// <param name="Bands">The samples of a pixel that are its color planes and alpha.</param>
/// <param name="IsShared">True if its directory has more pages.</param>
/// <param name="Info">Null without a layout.</param>
/// <param name="Pages">Number of pages of the file.</param>
/// <param name="Number">Number of its directory, from 0, as libraries count.</param>
/// <param name="Ignored">The orientation that is not applied, because the pixels are measured; otherwise 1.</param>
internal sealed partial record StoredPage(
    TiffTags Tags, TiffLayout? Layout, IReadOnlyList<int> Bands, bool IsShared, ImageInfo? Info, int Pages,
    int Number, int Ignored)
{
    public const int WhiteIsZero = 0, Gray = 1, Rgb = 2, Palette = 3, Cmyk = 5, YCbCr = 6;

    /// <summary>The meaning of samples; gray if it is not stated.</summary>
    public long Meaning { get; } = Tags.First(262, Gray);

    /// <summary>Bits per sample.</summary>
    public int Bits { get; } = (int)Tags.First(258, 1);

    /// <summary>The bands of a pixel that the layout stores, each with its layout.</summary>
    public IReadOnlyList<TiffLayout> Layouts => Layout!.IsPlanar ? [.. Bands.Select(Layout.Plane)] : [Layout];

    /// <summary>Finds the page of the options; null if the directories are damaged.</summary>
    /// <exception cref="StylizeException">ImageTooLarge: the page exceeds a limit. OptionInvalid: it does not exist.
    /// FormatUnsupported: nothing reads it. ImageUnreadable: its planes are incomplete.</exception>
    public static StoredPage? Find(SourceStream source, DecodeOptions options)
    {
        try
        {
            return Find(source, new TiffReader(source.Stream), options);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or OverflowException)
        {
            // The codec library reports the damage.
            return null;
        }
    }

    private static StoredPage Find(SourceStream source, TiffReader reader, DecodeOptions options)
    {
        var images = TiffImages.Find(reader, options.MaxPages);
        var (directories, first) = (images.Directories, images.Directories[0].At);
        if (options.IsMeasured && TiffImages.Slide(reader, first) is { } slide)
        {
            throw Errors.SlideUnread.With(source.Name, slide);
        }

        // Positions beyond 32 bits wrap in these files.
        if (images.Dialect == TiffDialect.Lsm && reader.Length > uint.MaxValue)
        {
            throw source.Unsupported("more than 4 GB in LSM");
        }

        // tifffile calls three planes red, green and blue, but its axes name those of colors S.
        var axes = options.IsMeasured ? AxesOfGray().Match(reader.TextOf(first, TiffImages.Description)) : Match.Empty;
        var isGray = images.Dialect == TiffDialect.Lsm || axes.Success;
        var channels = ChannelsOf(reader.Tags(first));
        var single = directories.Count == 1 && channels == 1 ? TiffLayout.Read(reader, first) : null;
        var planes = single?.PlanesInFile(reader, first) ?? 1;
        if (reader.Entry(first, TiffImages.MetaMorphPlanes) is { Count: > 1 and var stack } && stack != planes)
        {
            throw source.Unsupported($"{stack} planes in one directory that do not follow each other");
        }

        var pages = (int)Math.Min((long)directories.Count * channels * planes, int.MaxValue);
        SourceLimits.Check(source.Name, 1, 1, pages, options);
        SourceLimits.CheckPage(source.Name, pages, options);
        var (directory, number) = directories[options.Page / channels / planes];
        var tags = reader.Tags(directory).Load();
        if (ChannelsOf(tags) != channels) throw source.Unsupported("different numbers of samples per page");
        var layout = planes > 1 ? single!.InFile(options.Page) : single ?? TiffLayout.Read(reader, directory);
        var turn = tags.First(274, 1) is >= 1 and <= 8 and var stored ? (int)stored : 1;
        var (orientation, ignored) = options.IsMeasured ? (1, turn) : (turn, 1);
        if (layout is null)
        {
            // Libraries read such planes as if their samples were interleaved.
            return channels == 1 ? new StoredPage(tags, null, [], false, null, pages, number, ignored)
                : throw source.Damaged(new InvalidDataException("The strips or tiles of a page are incomplete."));
        }

        var meaning = tags.First(262, Gray);
        var colors = meaning switch { Rgb or YCbCr => 3, Cmyk => 4, _ => 1 };
        var samples = channels > 1 ? 1 : layout.Samples;
        var hasAlpha = samples > colors && meaning != Cmyk
            && TiffKind.IsAlpha(tags.First(338, samples == colors + 1 ? 2 : 0));
        var bands = Math.Min(samples, colors + (hasAlpha ? 1 : 0));
        var isTurned = Orientation.SwapsSides(orientation);

        // Signed integers, and those of more than 16 bits, count as floating-point numbers, because few use their full
        // range.
        var isNumber = layout.Kind != 'u' || layout.Bits > 16;
        var info = new ImageInfo(
            source.Format, isTurned ? layout.Height : layout.Width, isTurned ? layout.Width : layout.Height, pages,
            bands - (hasAlpha ? 1 : 0), hasAlpha, isNumber ? 32 : 8 * layout.SampleBytes, isNumber, orientation)
        {
            Channels = axes.Success && axes.Groups[1].Value != "C" ? 1 : channels,
        };
        SourceLimits.Check(source.Name, info.Width, info.Height, info.Pages, options);
        return new StoredPage(
            tags, layout, channels > 1 ? [options.Page % channels] : [.. Enumerable.Range(0, bands)],
            channels * planes > 1, info, pages, number, ignored);

        // Channels of such a file may claim to be colors.
        int ChannelsOf(TiffTags tags) => isGray
            ? (int)Math.Clamp(tags.First(277, 1), 1, ushort.MaxValue) : TiffKind.Channels(tags);
    }

    [GeneratedRegex(@"^\{.*""axes"": ""[CTZ]*([CTZ])YX""")]
    private static partial Regex AxesOfGray();
}

/// <summary>Reads the rows of a page from top to bottom as numbers.</summary>
internal sealed class StoredRows : IDisposable
{
    private readonly TiffRows[] _rows;
    private readonly byte[][] _bytes;
    private readonly StoredLayout _stored;
    private readonly StoredPage _page;

    public StoredRows(Stream stream, StoredPage page)
    {
        var layout = page.Layouts[0];
        _page = page;
        _rows = [.. page.Layouts.Select(plane => new TiffRows(stream, plane))];
        _bytes = [.. _rows.Select(_ => new byte[layout.RowBytes])];
        _stored = new StoredLayout(
            layout.Kind, 8 * layout.SampleBytes, layout.RowBytes / layout.Width, [], !BitConverter.IsLittleEndian);
    }

    /// <summary>Reads the next row.</summary>
    public void Next()
    {
        for (var plane = 0; plane < _rows.Length; plane++)
        {
            _rows[plane].Read(_bytes[plane]);
        }
    }

    /// <summary>Returns the numbers of a plane of the page in the current row.</summary>
    public void Numbers(int plane, Span<double> numbers) => _stored.ReadNumbers(
        _page.Layout!.IsPlanar ? _bytes[plane] : _bytes[0].AsSpan(_page.Bands[plane] * _page.Layout.SampleBytes),
        numbers);

    public void Dispose() => Array.ForEach(_rows, rows => rows.Dispose());
}
