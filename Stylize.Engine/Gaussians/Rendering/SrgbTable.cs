namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Linear light to sRGB by a table of 8192 steps with linear interpolation; error at most 5e-6.</summary>
internal static class SrgbTable
{
    private const int Steps = 8192;
    private static readonly float[] Values = Create();

    /// <summary>Encodes values in [0,1] in place.</summary>
    public static void Encode(Span<float> values)
    {
        var table = Values;
        for (var i = 0; i < values.Length; i++)
        {
            var position = values[i] * Steps;
            var step = Math.Clamp((int)position, 0, Steps - 1);
            values[i] = table[step] + ((position - step) * (table[step + 1] - table[step]));
        }
    }

    private static float[] Create()
    {
        var values = new float[Steps + 1];
        for (var i = 0; i <= Steps; i++)
        {
            values[i] = SrgbTransfer.ToEncoded((float)i / Steps);
        }

        return values;
    }
}
