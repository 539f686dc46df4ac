using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt;

/// <summary>Finds one palette for many images. All images add to one histogram in Lab space, so memory does not grow
/// with their number. Each image has the same weight, whatever its size. Uses the options of the grid, the palette and
/// annealing, Saturation and AlphaThreshold.</summary>
internal sealed class SharedPalette
{
    public const string Name = "shared";

    /// <summary>Maximum number of frames of an animation that are sampled.</summary>
    private const int MaxFrames = 64;

    /// <summary>Animations of fewer frames are sampled completely; longer ones at every second frame or less.</summary>
    private const int FewFrames = 12;

    /// <summary>Side of a bin of the histogram, in Lab units.</summary>
    private const float BinSide = 4;

    private readonly Dictionary<(int L, int A, int B), ColorMean> _histogram = [];
    private readonly PixelArtPlan _plan;
    private readonly OperationContext _context;
    private readonly FlatColors _flat;

    private SharedPalette(PixelArtPlan plan, OperationContext context) =>
        (_plan, _context, _flat) = (plan, context, new FlatColors(plan.Options.AlphaThreshold));

    /// <summary>Reads the images sequentially and finds the palette that fits them together.</summary>
    /// <param name="inputs">Images and animations, each read once. Unreadable ones are skipped with a warning.</param>
    /// <exception cref="StylizeException">OptionInvalid, or ImageUnreadable: no image could be read.</exception>
    public static Palette Learn(IEnumerable<ImageInput> inputs, PixelArtPlan plan, OperationContext context)
    {
        var shared = new SharedPalette(plan, context);
        foreach (var input in inputs)
        {
            shared.Begin();
            StylizeException.Try(() => shared.Add(input), error => context.Warning?.Invoke(
                $"Skipped '{StylizeException.Verbatim(input.Source.Name)}' in the shared palette: "
                + StylizeException.Verbatim(error.Message)));
        }

        return shared._histogram.Count > 0
            ? shared.Find()
            : throw Errors.NoSharedPalette.With("SharedPalette");
    }

    /// <summary>Finds the palette of an image.</summary>
    public static Palette LearnImage(Raster<Rgba32> image, PixelArtPlan plan, OperationContext context)
    {
        var shared = new SharedPalette(plan, context);
        using (context.Phases.Start("learn"))
        {
            shared.Add(image, 1, shared.Background(image));
            return shared.FindOrBlack();
        }
    }

    /// <summary>Finds the palette of an animation from an even sample of its frames.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public static Palette LearnFrames(ImageInput input, PixelArtPlan plan, OperationContext context)
    {
        var shared = new SharedPalette(plan, context);
        using (context.Phases.Start("learn"))
        {
            shared.AddFrames(input);
            return shared.FindOrBlack();
        }
    }

    /// <summary>Finds how several images, or the frames of an animation, are matched to a palette together. A part that
    /// begins in the dark, or is empty, must not decide alone. Returns null if they are matched by color.</summary>
    /// <param name="inputs">Images and animations. Unreadable ones are skipped; converting them reports the
    /// error.</param>
    /// <param name="plan">The plan, with the palette.</param>
    public static ToneMatch? Match(IEnumerable<ImageInput> inputs, PixelArtPlan plan, OperationContext context)
    {
        if (!ToneMatch.IsPossible(plan.Colors.Given, plan.Colors.ByLightness)) return null;

        var shared = new SharedPalette(plan, context with { Progress = null });
        foreach (var input in inputs)
        {
            shared.Begin();
            StylizeException.Try(() => shared.Add(input)); // Converting the input reports the error.
        }

        return shared.Match(plan.Colors.ByLightness);
    }

    private ToneMatch? Match(bool? byLightness) =>
        ToneMatch.Find(_plan.Colors.Given, new LightnessHistogram(Picture()), byLightness, _plan.Colors.ShowsHues);

    private (Lab Color, double Weight)[] Picture() =>
        [.. _histogram.OrderBy(bin => bin.Key).Select(bin => (bin.Value.Mean, bin.Value.Weight))];

    private Palette FindOrBlack() =>
        _histogram.Count > 0 ? Find()
        : _plan.Colors.Palette is { } given ? given.With(given.Colors.Take(1))
        : new Palette(Name, [new Rgba32(0, 0, 0)]);

    private void Begin()
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        _context.Progress?.Invoke(new OperationProgress(0, "learning the palette"));
    }

    /// <summary>Adds the pictures that an input contributes, an image or frames of an animation, with a total weight of
    /// 1.</summary>
    private void Add(ImageInput input)
    {
        input = input.With(_plan.Options.Tone);
        if (_plan.Output.IsAnimated(input))
        {
            AddFrames(input);
            return;
        }

        using var image = (_plan.Options.Frame is null ? input : input.Still(_plan.Options.Frame))
            .DecodeRgba(_context, CellSamples.MaxPixels);
        Add(image, 1, Background(image));
    }

    private PlainBackground? Background(Raster<Rgba32> image) =>
        _plan.Options.TransparentBackground ? PlainBackground.Find(image) : null;

    /// <summary>Adds an even sample of an animation's frames, with a total weight of 1.</summary>
    private void AddFrames(ImageInput input)
    {
        using var reader = input.OpenFrames();
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        var step = Math.Max((reader.Info.Pages + MaxFrames - 1) / MaxFrames, reader.Info.Pages < FewFrames ? 1 : 2);
        var taken = (reader.Info.Pages + step - 1) / step;
        PlainBackground? background = null;
        for (var i = 0; i % step == 0 ? reader.Read(frame, out _) : reader.Skip(frame); i++)
        {
            Begin();
            if (i % step == 0)
            {
                background = i == 0 ? Background(frame) : background;
                Add(frame, 1.0 / taken, background);
            }
        }
    }

    /// <summary>Adds an image, reduced by box averaging to about four pixels per cell.</summary>
    /// <param name="total">Weight of the image.</param>
    /// <param name="background">The background to leave out; null for none.</param>
    private void Add(Raster<Rgba32> image, double total, PlainBackground? background)
    {
        if (background is not null)
        {
            SpriteBackground.Remove(image, background);
        }

        var fit = _plan.FitOf(image);
        using var part = fit.Cut(image);
        _plan.Colors.Examine(part ?? image, fit.Size, _flat);
        var (width, height) =
            (Math.Min(2 * fit.Size.Width, fit.Part.Width), Math.Min(2 * fit.Size.Height, fit.Part.Height));
        using var reduced = Resampler.Resize(
            part ?? image, width, height, ResampleFilter.Box, _context.MaxThreads, _context.Cancellation);
        var weight = total / reduced.PixelCount;
        for (var y = 0; y < reduced.Height; y++)
        {
            foreach (var pixel in reduced.Row(y))
            {
                if (pixel.A >= _plan.Options.AlphaThreshold * 255)
                {
                    var lab = LabConversion.FromRgba(pixel);
                    CollectionsMarshal.GetValueRefOrAddDefault(_histogram, lab.Bin(BinSide), out _).Add(lab, weight);
                }
            }
        }
    }

    /// <summary>Chooses colors of the given palette, or finds a palette.</summary>
    private Palette Find() => _plan.Colors.Palette is { } given ? Choose(given) : FindAny();

    private Palette Choose(Palette given)
    {
        var match = Match(_plan.Colors.WithLearned(given).ByLightness);
        var picture = Picture();
        var (pad, count) = (_plan.Colors.Pad, _plan.Colors.MaxFound);
        var chosen = PaletteChoice.Choose(given, count, picture, match);
        if (pad.A == 0 || count == 1 || chosen.Colors.Contains(pad)) return chosen;

        // The color around a padded picture is one of the colors.
        var others = PaletteChoice.Choose(given, count - 1, picture, match).Colors;
        return given.With(given.Colors.Where(c => c == pad || others.Contains(c)));
    }

    /// <summary>Finds the palette of the histogram by swap-based clustering, as for one image. The bins' mean colors
    /// replace its cells.</summary>
    private Palette FindAny()
    {
        var exact = _plan.Colors.WithFlat(_flat);
        if (exact.Palette is { } palette) return new Palette(Name, palette.Colors);

        exact = exact with { Locked = DistinctColors.Separate(exact.Locked, kept: _plan.Colors.Locked.Count) };
        var chroma = exact.Chroma;
        var found = SwapClustering.Find(
            Picture().Select(bin => (chroma.Apply(bin.Color), bin.Weight)), exact.WeightedGiven, exact.MaxFound, chroma,
            new RowTeam(_context.MaxThreads), _context.Cancellation);
        return new Palette(Name, exact.ToRgba(found, chroma));
    }
}

/// <summary>Chooses the colors of a palette that fit a picture best: those with the least mean squared distance in Lab
/// from each color of the picture to the nearest chosen color.</summary>
internal static class PaletteChoice
{
    /// <summary>Maximum number of comparisons of a sweep of exchanges.</summary>
    private const long MaxComparisons = 300_000_000;

    /// <summary>Maximum number of sweeps of exchanges.</summary>
    private const int MaxSweeps = 8;

    /// <summary>Returns the chosen colors in the order of the palette.</summary>
    /// <param name="count">Maximum number of colors.</param>
    /// <param name="picture">Colors of the picture with their weights.</param>
    /// <param name="match">The match of the whole palette to the picture; null for the nearest colors.</param>
    public static Palette Choose(
        Palette palette, int count, IReadOnlyList<(Lab Color, double Weight)> picture, ToneMatch? match = null)
    {
        if (count >= palette.Colors.Count) return palette;

        var errors = match is null
            ? ColorSubset.Nearest([.. palette.Colors.Select(LabConversion.FromRgba)], picture)
            : ColorSubset.Nearest(match.Colors, [.. picture.Select(part => (match.Apply(part.Color), part.Weight))]);
        var comparisons = (long)count * palette.Colors.Count * picture.Count;
        var chosen =
            ColorSubset.Choose(palette.Colors.Count, count, comparisons <= MaxComparisons ? MaxSweeps : 0, errors);
        return palette.With(chosen.Order().Select(i => palette.Colors[i]));
    }
}

/// <summary>Caches shared palettes in the user's cache: one small file per list of inputs and options, named by the
/// SHA-256 of their bytes.
/// </summary>
internal static class LearnedPalettes
{
    /// <summary>Finds the palette of all readable inputs, or reads it from the cache; null if no input is readable. The
    /// run itself reports unreadable inputs.</summary>
    public static Palette? Find(IReadOnlyList<ImageInput> inputs, PixelArtOptions options, OperationContext context)
    {
        var file = FileFor(inputs, options, context.Cancellation);
        if (file is not null && Read(file, options.Palette, inputs[0].Codec) is { } known) return known;

        var (seen, allRead) = (0, true);
        var counted = inputs.Select(input =>
        {
            context.Progress?.Invoke(new OperationProgress((double)seen++ / inputs.Count, "Finding the palette"));
            return input;
        });
        try
        {
            var learned = SharedPalette.Learn(counted, new PixelArtPlan(options), context with
            {
                Progress = null,
                Warning = text =>
                {
                    allRead = false;
                    context.Warning?.Invoke(text);
                },
            });
            if (allRead && file is not null)
            {
                // The cache is optional: without it, the palette is found again next time.
                StylizeException.Try(() =>
                    AtomicFile.Write(file, force: true, stream => PaletteFile.Write(learned, ".gpl", stream)));
            }

            return learned;
        }
        catch (StylizeException failure) when (failure.Error == StylizeError.ImageUnreadable)
        {
            return null;
        }
    }

    /// <summary>Returns the cache file for a list of inputs in order; null without a cache, or if an input is
    /// unreadable.</summary>
    private static string? FileFor(
        IReadOnlyList<ImageInput> inputs, PixelArtOptions options, CancellationToken cancellation)
    {
        if (inputs.Count == 0 || UserCache.Folder("palettes") is not { } folder) return null;

        return StylizeException.OrDefault(() =>
        {
            using var hashes = new SourceHashes();
            var text = new StringBuilder();
            text.Append(
                CultureInfo.InvariantCulture, $"{ProvenanceRecord.ThisProgram} {PixelArtDefinition.Value.Version}\n");
            text.AppendJoin('\n', ProvenanceOptions.FromRecord(options)).Append('\n');
            foreach (var input in inputs)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{hashes.HashOf(input.Source, cancellation)} {input.DecodeOptions}\n");
            }

            return Path.Combine(folder,
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32] + ".gpl");
        });
    }

    /// <summary>Reads a palette from the cache; null if the file is missing or damaged.</summary>
    /// <param name="file">A path that <see cref="FileFor"/> returned.</param>
    /// <param name="given">The palette from which the colors were chosen; null for none.</param>
    private static Palette? Read(string file, Palette? given, IImageCodec codec)
    {
        try
        {
            if (InputFile.IsMissing(file)) return null;

            var colors = PaletteFile.Read(file, codec).Colors;
            return given?.With(colors) ?? new Palette(SharedPalette.Name, colors);
        }
        catch (Exception failure) when (failure is StylizeException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
