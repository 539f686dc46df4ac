using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Runs.Update;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Shared palettes that were learned before, in the user's cache: a small file for each list of inputs and options, by the SHA-256 of their
/// bytes. What is found here is what would be learned again.
/// </summary>
internal static class LearnedPalettes
{
    /// <summary>The file for a list of inputs; null where there is no cache, or an input cannot be read.</summary>
    /// <param name="inputs">The inputs in order.</param>
    /// <param name="options">What will be made of each.</param>
    /// <param name="cancellation">Ends the reading of inputs.</param>
    public static string? FileFor(IReadOnlyList<ImageInput> inputs, PixelArtOptions options, CancellationToken cancellation)
    {
        if (inputs.Count == 0 || UserCache.Folder("palettes") is not { } folder)
        {
            return null;
        }

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

    /// <summary>The palette in a file; null where it is not there or damaged.</summary>
    /// <param name="file">What <see cref="FileFor"/> gave.</param>
    /// <param name="codec">Any; the file is a text.</param>
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
    /// <summary>Remembers a palette; one that cannot be written is learned again.</summary>
    public static void Write(string file, Palette palette)
    {
        try
        {
            AtomicFile.Write(file, force: true, stream => PaletteFile.Write(palette, ".gpl", stream));
        }
        catch (StylizeException)
        {
            // The palette itself is found.
        }
    }
}
