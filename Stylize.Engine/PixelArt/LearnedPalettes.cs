namespace Stylize.Engine.PixelArt;

/// <summary>Caches shared palettes in the user's cache: one small file per list of inputs and options, named by the SHA-256 of their bytes.
/// </summary>
internal static class LearnedPalettes
{
    /// <summary>Finds the palette of all readable inputs, or reads it from the cache; null if no input is readable. The run itself reports
    /// unreadable inputs.</summary>
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
                Write(file, learned);
            }

            return learned;
        }
        catch (StylizeException failure) when (failure.Error == StylizeError.ImageUnreadable)
        {
            return null;
        }
    }

    /// <summary>Returns the cache file for a list of inputs in order; null without a cache, or if an input is unreadable.</summary>
    private static string? FileFor(IReadOnlyList<ImageInput> inputs, PixelArtOptions options, CancellationToken cancellation)
    {
        if (inputs.Count == 0 || UserCache.Folder("palettes") is not { } folder) return null;

        try
        {
            using var hashes = new SourceHashes();
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"{ProvenanceRecord.ThisProgram} {PixelArtOperation.OperationVersion}\n");
            text.AppendJoin('\n', ProvenanceOptions.FromRecord(options)).Append('\n');
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

    /// <summary>Writes a palette to the cache. A failure is ignored: the palette is then found again next time.</summary>
    private static void Write(string file, Palette palette)
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
