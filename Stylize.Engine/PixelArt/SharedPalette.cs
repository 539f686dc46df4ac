using System.Security.Cryptography;
using Stylize.Engine.Runs.Update;
using Stylize.Engine.IO;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.PixelArt.Annealing;
using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt;

/// <summary>Finds one palette for many images. All images add to one histogram in Lab space, so memory does not grow with their number.
/// Each image has the same weight, whatever its size. Uses the options of the grid, the palette and annealing, Saturation and
/// AlphaThreshold.</summary>
internal sealed class SharedPalette
{
    public const string Name = "shared";

    /// <summary>Maximum number of frames of an animation that are sampled.</summary>
    private const int MaxFrames = 64;

    /// <summary>Animations of fewer frames are sampled completely; longer ones at every second frame or less.</summary>
    private const int FewFrames = 12;

    /// <summary>Side of a bin of the histogram, in Lab units.</summary>
    private const float BinSide = 4;

    private readonly SortedDictionary<(int L, int A, int B), ColorMoments> _histogram = [];
    private readonly PixelArtOptions _options;
    private readonly OperationContext _context;

    private SharedPalette(PixelArtOptions options, OperationContext context) => (_options, _context) = (options, context);

    /// <summary>Reads the images sequentially and finds the palette that fits them together.</summary>
    /// <param name="inputs">Images and animations, each read once. Unreadable ones are skipped with a warning.</param>
    /// <exception cref="StylizeException">OptionInvalid, or ImageUnreadable: no image could be read.</exception>
    public static Palette Learn(IEnumerable<ImageInput> inputs, PixelArtOptions options, OperationContext context)
    {
        options.Validate();
        var shared = new SharedPalette(options, context);
        foreach (var input in inputs)
        {
            shared.Begin();
            try
            {
                shared.Add(input);
            }
            catch (StylizeException error)
            {
                context.Warning?.Invoke($"Skipped '{input.Source.Name}' in the shared palette: {error.Message}");
            }
        }

        return shared._histogram.Count > 0
            ? shared.Find()
            : throw new StylizeException(StylizeError.ImageUnreadable, "SharedPalette",
                "Cannot find a shared palette: no image could be read.", "Check the input paths.");
    }

    /// <summary>Finds the palette of an animation from an even sample of its frames.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public static Palette LearnFrames(ImageInput input, PixelArtOptions options, OperationContext context)
    {
        var shared = new SharedPalette(options, context);
        using (context.Phases.Start("learn"))
        {
            shared.AddFrames(input);
            return shared._histogram.Count == 0 ? new Palette(Name, [new Rgba32(0, 0, 0)]) : shared.Find();
        }
    }

    private void Begin()
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        _context.Progress?.Invoke(new OperationProgress(0, "learning the palette"));
    }

    /// <summary>Adds the pictures that an input contributes, an image or frames of an animation, with a total weight of 1.</summary>
    private void Add(ImageInput input)
    {
        input = input.With(_options.Tone);
        if (_options.Frame is null && _options.Format != PixelArtFormat.Png && input.DecodeOptions.Page == 0 && input.Info.IsAnimation)
        {
            AddFrames(input);
            return;
        }

        using var image = (_options.Frame is null ? input : input.Still(_options.Frame)).DecodeRgba();
        Add(image, 1);
    }

    /// <summary>Adds an even sample of an animation's frames, with a total weight of 1.</summary>
    private void AddFrames(ImageInput input)
    {
        using var reader = input.OpenFrames();
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        var step = Math.Max((reader.Info.Pages + MaxFrames - 1) / MaxFrames, reader.Info.Pages < FewFrames ? 1 : 2);
        var taken = (reader.Info.Pages + step - 1) / step;
        for (var i = 0; reader.Read(frame, out _); i++)
        {
            Begin();
            if (i % step == 0)
            {
                Add(frame, 1.0 / taken);
            }
        }
    }

    /// <summary>Adds an image, reduced by box averaging to about four pixels per cell.</summary>
    private void Add(Raster<Rgba32> image, double total)
    {
        var (width, height) = _options.GridSize(image.Width, image.Height);
        using var reduced = Resampler.Resize(
            image, Math.Min(2 * width, image.Width), Math.Min(2 * height, image.Height), ResampleFilter.Box,
            _context.MaxThreads, _context.Cancellation);
        var weight = total / reduced.PixelCount;
        for (var y = 0; y < reduced.Height; y++)
        {
            foreach (var pixel in reduced.Row(y))
            {
                if (pixel.A >= _options.AlphaThreshold * 255)
                {
                    var lab = LabConversion.FromRgba(pixel);
                    var bin = ((int)MathF.Floor(lab.L / BinSide), (int)MathF.Floor(lab.A / BinSide), (int)MathF.Floor(lab.B / BinSide));
                    var moments = _histogram.GetValueOrDefault(bin);
                    moments.Add(lab.L, lab.A, lab.B, weight);
                    _histogram[bin] = moments;
                }
            }
        }
    }

    /// <summary>Finds the palette of the histogram by annealing and swap-based clustering, as for one image. The bins' mean colors replace
    /// the superpixels, as a grid of one row without positions.</summary>
    private unsafe Palette Find()
    {
        using var bins = new SuperpixelGrid(_histogram.Count, 1);
        var all = default(ColorMoments);
        var i = bins.Index(0, 0);
        foreach (var bin in _histogram.Values)
        {
            (bins.L[i], bins.A[i], bins.B[i]) = (bin.Mean.L, bin.Mean.A, bin.Mean.B);
            bins.Weight[i++] = (float)bin.Weight;
            all.Add(bin.Mean.L, bin.Mean.A, bin.Mean.B, bin.Weight);
        }

        var parameters = CellWork.Parameters(_options with { Palette = null });
        using var mixture = new PaletteMixture(bins, parameters, new RowTeam(_context.MaxThreads));
        var temperature = parameters.InitialTemperature(all.LargestVariance);
        for (var iteration = 0; iteration < parameters.MaxIterations; iteration++)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            if (mixture.Refine(temperature).Moved < parameters.PaletteTolerance)
            {
                if (temperature <= parameters.FinalTemperature) break;

                temperature = parameters.Cool(temperature);
                mixture.Expand();
            }
        }

        mixture.Close();
        var palette = ResultRefinement.FindPalette(bins, mixture, _context.Cancellation);
        return new Palette(Name, CellImage.ToRgba(palette, _options.LockedColors, _options.Saturation));
    }
}

/// <summary>Caches shared palettes in the user's cache: one small file per list of inputs and options, named by the SHA-256 of their bytes.
/// </summary>
internal static class LearnedPalettes
{
    /// <summary>Returns the cache file for a list of inputs in order; null without a cache, or if an input is unreadable.</summary>
    public static string? FileFor(IReadOnlyList<ImageInput> inputs, PixelArtOptions options, CancellationToken cancellation)
    {
        if (inputs.Count == 0 || UserCache.Folder("palettes") is not { } folder) return null;

        try
        {
            using var hashes = new SourceHashes();
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"{ProvenanceRecord.ThisProgram} {new PixelArtOperation(options).Version}\n");
            text.AppendJoin('\n', ProvenanceOptions.Of(options)).Append('\n');
            foreach (var input in inputs)
            {
                text.Append(CultureInfo.InvariantCulture, $"{hashes.Of(input.Source, cancellation)} {input.DecodeOptions}\n");
            }

            return Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32] + ".gpl");
        }
        catch (StylizeException)
        {
            return null;
        }
    }

    /// <summary>Reads a palette from the cache; null if the file is missing or damaged.</summary>
    /// <param name="file">A path that <see cref="FileFor"/> returned.</param>
    public static Palette? Read(string file, IImageCodec codec)
    {
        try
        {
            return !InputFile.IsMissing(file) ? new Palette(SharedPalette.Name, PaletteFile.Read(file, codec).Colors) : null;
        }
        catch (Exception failure) when (failure is StylizeException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes a palette to the cache. A failure is ignored: the palette is then found again next time.</summary>
    public static void Write(string file, Palette palette)
    {
        try
        {
            AtomicFile.Write(file, force: true, stream => PaletteFile.Write(palette, ".gpl", stream));
        }
        catch (StylizeException)
        {
            // The cache is optional.
        }
    }
}
