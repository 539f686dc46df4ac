using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>Limits that the Gaussians of a file must keep; docs/gaussian-format.md lists them.</summary>
internal static class GaussianChecks
{
    private const float MaxCenter = 1e6f;
    private const float MinScale = 1e-6f;
    private const float MaxScale = 1e8f;

    /// <summary>The first Gaussian outside a limit, with what is wrong; null where there is none.</summary>
    public static (int Index, string Defect)? FirstDefect(GaussianStore store)
    {
        for (var k = 0; k < GaussianStore.PlaneCount; k++)
        {
            var (min, max) = Limits(k);
            ReadOnlySpan<float> plane = store.Plane(k);
            for (var i = CountWithin(plane, min, max); i < plane.Length; i++)
            {
                if (!(plane[i] >= min && plane[i] <= max))
                {
                    return (i, FormattableString.Invariant($"{Names[k]} is {plane[i]}; it must be {min} to {max}"));
                }
            }
        }

        return null;
    }

    /// <summary>Values at the beginning of which all are within limits, in whole vectors.</summary>
    private static int CountWithin(ReadOnlySpan<float> values, float min, float max)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var (least, most) = (Vector256.Create(min), Vector256.Create(max));
        var i = 0;
        while (i <= values.Length - Vector256<float>.Count)
        {
            var vector = Vector256.LoadUnsafe(ref first, (nuint)i);
            if (!Vector256.GreaterThanOrEqualAll(vector, least) || !Vector256.LessThanOrEqualAll(vector, most)) break;

            i += Vector256<float>.Count;
        }

        return i;
    }

    private static readonly string[] Names =
    [
        "x", "y", "shape element L11", "shape element L21", "shape element L22", "red", "green", "blue", "alpha", "opacity", "weight",
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

/// <summary>The bytes are not a .g2d file, or a damaged one. <see cref="GaussianFileReader"/> adds the file's name.</summary>
internal sealed class GaussianFormatException(string message) : Exception(message)
{
    public static void ThrowIf(bool condition, string message)
    {
        if (condition) throw new GaussianFormatException(message);
    }
}

/// <summary>The file has more Gaussians or pixels than the reader accepts.</summary>
internal sealed class GaussianLimitException(string message) : Exception(message);

/// <summary>The file has a version of the format, or a profile, that this build does not read.</summary>
internal sealed class GaussianVersionException(string message) : Exception(message);
