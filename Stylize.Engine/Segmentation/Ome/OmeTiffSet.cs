using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Ome;

/// <summary>Finds the tiles of OME-TIFF files from their metadata.</summary>
/// <param name="choose">Returns the chosen planes of a stack with a number of planes, from 0.</param>
internal sealed class OmeTiffSet(IImageCodec codec, DecodeOptions decoding, Func<int, IReadOnlyList<int>> choose)
{
    private readonly HashSet<(string Path, int Page)> _seen = [];
    private readonly HashSet<string> _stacks = [];
    private readonly Dictionary<string, int> _pages = [];

    /// <summary>The last text and its document, because the files of an NDTiff share one.</summary>
    private (string? Text, OmeXml? Document) _last;

    /// <summary>The last document whose planes are planned.</summary>
    private OmeXml? _planned;

    public List<string> Warnings { get; } = [];

    /// <summary>Returns the OME-XML of a TIFF file, or null if it has none.</summary>
    /// <param name="pages">Pages of the file.</param>
    /// <param name="isNamed">True if the name of the file describes its tile, so that damaged OME-XML is not
    /// needed.</param>
    /// <exception cref="StylizeException">ImageUnreadable: a size is out of range, elements are nested too deep, or it
    /// is not XML.
    /// </exception>
    public OmeXml? TryRead(string path, int pages, bool isNamed)
    {
        var metadata = codec.ReadMetadata(ImageSource.File(path), decoding);
        var (text, size) = (metadata.Description, metadata.PixelSize);
        _last = ReferenceEquals(text, _last.Text) ? _last : (text, Read(path, text));
        var read = _last.Document ?? StackAxes.TryRead(text, pages, size)
            ?? (isNamed ? OmeXml.FromMetaXpress(text) ?? OmeXml.OnePlane(size) : null);
        if (read is null && !isNamed && OmeXml.Claims(text))
        {
            throw Errors.OmeUnreadable.With(path, "it is not valid XML.");
        }

        if (read?.MetadataFile is { } name
            && Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(name)) is var other
            && !InputFile.IsMissing(other))
        {
            return other.EndsWith(".ome", StringComparison.OrdinalIgnoreCase)
                || other.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
                ? Read(other, InputFile.ReadText(other, InputFile.MetadataBytes))
                : Read(other, codec.ReadMetadata(ImageSource.File(other), decoding).Description);
        }

        return read;
    }

    /// <summary>Returns the tiles that a file describes: its own planes and those of its set, without
    /// duplicates.</summary>
    /// <param name="stored">Number of pages, and of gray images in the samples of a pixel, each of which is a page.
    /// </param>
    /// <param name="failed">Called for each file of the set that does not exist or cannot be read.</param>
    public IEnumerable<TileFile> Tiles(
        string path, (int Pages, int Channels) stored, TileFile named, OmeXml document, Action<StylizeException> failed)
    {
        var pages = stored.Pages;
        if (document == _planned && document.Images.All(i => i.Data.All(data => data.File is not null))) yield break;

        _planned = document;
        document = Renamed(path, document);
        if (Difference(path, document, stored) is { } difference)
        {
            Warnings.Add(difference);
        }

        var images = document.Images.Where(image => image.Data.Count > 0).ToList();
        if (images.Count == 0) failed(Errors.OmeUnreadable.With(path, "it lists no planes of this file."));
        foreach (var described in images)
        {
            if (stored.Channels > 1 && described.SizeC != 1 && described.SizeC != stored.Channels)
            {
                failed(Errors.OmeSamples.With(path, described.SizeC, stored.Channels));
                continue;
            }

            var image = described.WithSamples(stored.Channels);
            // Metadata may list planes that the file lacks.
            if (PlaneLimit.Problem(path, image.SizeC, Math.Min(image.PlaneCount, pages)) is { } problem)
            {
                failed(problem);
                continue;
            }

            var data = image.Data;
            var (holdsPlane, hasFailed, chosen) = (false, false, choose(image.SizeZ));
            foreach (var part in data)
            {
                var file = part.File is null
                    ? path : Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(part.File));
                var count = file == path ? pages : Pages(file, path, failure =>
                {
                    hasFailed = true;
                    failed(failure);
                });
                foreach (var (page, z, c, t) in image.Planes(part, count))
                {
                    holdsPlane |= chosen.Contains(z);
                    if (chosen.Contains(z) && _seen.Add((file, page)))
                    {
                        yield return Tile(file, page, count, named, document, image, c, t) with
                        {
                            Plane = image.SizeZ > 1 ? z : named.Plane,
                        };
                    }
                }
            }

            if (!holdsPlane && !hasFailed)
            {
                failed(Errors.OmePlanes.With(path, image.SizeZ, string.Join(", ", chosen)));
            }
        }
    }

    /// <summary>Returns the metadata of a file that does not list its name with its own planes in this file: those with
    /// its identifier, or all if the only file that it lists does not exist.</summary>
    private static OmeXml Renamed(string path, OmeXml document)
    {
        var names = document.Images.SelectMany(image => image.Data)
            .Select(data => Path.GetFileName(data.File)).Distinct().ToList();
        if (names.Exists(name => name is null || name == Path.GetFileName(path))) return document;

        var isLost = names is [{ } only]
            && InputFile.IsMissing(Path.Combine(Path.GetDirectoryName(path)!, only));
        return document with
        {
            Images = [.. document.Images.Select(image => image with
            {
                Data = [.. image.Data.Select(data => data.IsOwn || isLost ? data with { File = null } : data)],
            })],
        };
    }

    /// <summary>Returns a sentence about pages that a file with all planes has too many or too few; null for
    /// none.</summary>
    private static string? Difference(string path, OmeXml document, (int Pages, int Channels) stored)
    {
        var images = document.Images.Select(image => image.WithSamples(stored.Channels)).ToList();
        var own = Path.GetFileName(path);
        if (images.Exists(image => image.PlaneCount > PlaneLimit.Planes
            || image.Data.Any(data => data.File is not null && Path.GetFileName(data.File) != own)))
        {
            return null;
        }

        var described = images
            .SelectMany(image => image.Data.SelectMany(data => image.Planes(data, stored.Pages)))
            .Select(plane => plane.Page).Distinct().Count();
        var listed = images.Sum(image => image.PlaneCount);
        var (name, hasOthers) =
            (StylizeException.Verbatim(path), images.Exists(image => image.Data.Any(data => data.IsOwn)));
        return described < stored.Pages
            ? Invariant($"'{name}' has {stored.Pages} pages, of which its metadata describes {described}. ")
                + "The others are not read."
            : described < listed && !hasOthers
                ? Invariant($"'{name}' has {described} of the {listed} planes that its metadata lists.") : null;
    }

    private static OmeXml? Read(string path, string? text)
    {
        try
        {
            return OmeXml.TryRead(text);
        }
        catch (InvalidDataException failure)
        {
            throw Errors.OmeUnreadable.From(failure, path, failure.Message);
        }
    }

    private TileFile Tile(
        string file, int page, int pages, TileFile named, OmeXml document, OmeImage image, int c, int t)
    {
        var stem = file == named.Path ? named.Stem : Path.GetFileNameWithoutExtension(file);
        if (image.SizeZ > 1 && choose(image.SizeZ) is [var plane] && _stacks.Add(file))
        {
            Warnings.Add(PlaneLimit.OnePlane(file, image.SizeZ, plane));
        }

        return named with
        {
            Path = file,
            Page = page,
            Stem = pages > 1 ? Invariant($"{stem}_p{page}") : stem,
            Experiment = image.Place?.Plate ?? named.Experiment,
            Well = image.Place?.Well ?? named.Well,
            Tile = image.Place is { } place && (document.Images.Count > 1 || place.Field > 1 || place.IsSite)
                ? place.Field
                : document.Images.Count > 1 ? image.Index + 1 : named.Tile,
            Timepoint = image.SizeT > 1 ? t : named.Timepoint,
            Channel = image.Channels[c] is { Length: > 0 } name ? name
                : image.SizeC > 1 ? Invariant($"{c}") : named.Channel,
            PixelSize = image.PixelSize,
            PlaneDistance = image.PlaneDistance,
            Stage = image.Stage,
        };
    }

    private int Pages(string file, string by, Action<StylizeException> failed) =>
        _pages.TryGetValue(file, out var known) ? known : StylizeException.OrDefault(
            () => _pages[file] = codec.Identify(ImageSource.File(file), decoding).Pages, failure =>
        {
            if (_seen.Add((file, -1)))
            {
                failed(failure.Error != StylizeError.ImageMissing ? failure : Errors.OmeFileMissing.From(
                    failure, file, by));
            }
        });
}
