using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt;

/// <summary>Converts the inputs of one sprite sheet. If one of them fails, the sheet is not written, and the error names all that failed.
/// </summary>
internal static class JoinedSheet
{
    /// <summary>Checks the names, before any work.</summary>
    /// <exception cref="StylizeException">TargetConflict: two inputs have the same name, and so would their tags.</exception>
    public static void RequireNames(IReadOnlyList<ImageInput> parts)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in parts.Select(part => part.Source.Name))
        {
            var name = FrameSequence.StemOf(source);
            if (!names.TryAdd(name, source))
            {
                throw new StylizeException(
                    StylizeError.TargetConflict, source, $"'{names[name]}' and '{source}' would both be named '{name}' in the sheet.",
                    "Rename one of them.");
            }
        }
    }

    /// <summary>Converts each input to a row. The caller disposes of their cells.</summary>
    public static IReadOnlyList<SheetRow> Rows(
        IReadOnlyList<ImageInput> parts, OperationContext context, Func<ImageInput, OperationContext, SheetRow> convert)
    {
        var rows = new List<SheetRow>();
        try
        {
            JoinedInputs.ForEach(parts, part =>
            {
                context.Progress?.Invoke(new OperationProgress((double)rows.Count / parts.Count, "converting"));
                rows.Add(convert(part, context with { Progress = null }));
            });
            return rows;
        }
        catch
        {
            SpriteSheet.Dispose(rows);
            throw;
        }
    }
}
