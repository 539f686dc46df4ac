namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>Checks the limits of the values in a file, which docs/gaussian-format.md lists.</summary>
internal static class GaussianChecks
{
    private const float MaxCenter = 1e6f;
    private const float MinScale = 1e-6f;
    private const float MaxScale = 1e8f;

    /// <summary>Returns the first Gaussian outside a limit and a description of its defect; null if all are
    /// valid.</summary>
    public static (int Index, string Defect)? FirstDefect(GaussianStore store) =>
        FirstDefect(store, 0, store.Count);

    /// <exception cref="GaussianFormatException">One of some Gaussians is outside a limit.</exception>
    public static void ThrowIfDefect(GaussianStore store, int first, int count)
    {
        if (FirstDefect(store, first, count) is var (index, defect))
        {
            throw new GaussianFormatException(Invariant($"Gaussian {index}: {defect}"));
        }
    }

    private static (int Index, string Defect)? FirstDefect(GaussianStore store, int first, int count)
    {
        for (var k = 0; k < GaussianStore.PlaneCount; k++)
        {
            var (min, max) = Limits(k);
            ReadOnlySpan<float> plane = store.Plane(k).Slice(first, count);

            // A value that is not a number makes both not a number.
            if (plane.IsEmpty || (TensorPrimitives.Min(plane) >= min && TensorPrimitives.Max(plane) <= max)) continue;

            for (var i = 0; ; i++)
            {
                if (!(plane[i] >= min && plane[i] <= max))
                {
                    return (first + i, Invariant($"{Names[k]} is {plane[i]} and must be {min} to {max}"));
                }
            }
        }

        return null;
    }

    private static readonly string[] Names =
    [
        "x", "y", "shape element L11", "shape element L21", "shape element L22", "red", "green", "blue", "alpha",
        "opacity", "weight",
    ];

    private static (float Min, float Max) Limits(int plane) => plane switch
    {
        0 or 1 => (-MaxCenter, MaxCenter),
        2 or 4 => (MinScale, MaxScale),
        3 => (-MaxScale, MaxScale),
        5 or 6 or 7 => (-1000, 1000),
        8 or 9 => (0, 1),
        _ => (0, float.MaxValue),
    };
}

/// <summary>
/// The bytes are not a valid .g2d file. <see cref="GaussianFileReader"/> throws a <see cref="StylizeException"/> with
/// this cause, and adds the name of the file to the message.
/// </summary>
public sealed class GaussianFormatException(string message) : Exception(message)
{
    internal static void ThrowIf(bool condition, string message)
    {
        if (condition) throw new GaussianFormatException(message);
    }
}

/// <summary>The file exceeds a limit of the reader.</summary>
internal sealed class GaussianLimitException(string message) : Exception(message);

/// <summary>This build does not support the file's version or profile: a cause like
/// <see cref="GaussianFormatException"/>.</summary>
public sealed class GaussianVersionException(string message) : Exception(message)
{
    /// <summary>What the user can do.</summary>
    public string Advice { get; init; } = "Use the version of Stylize that wrote the file, or encode its source again.";
}
