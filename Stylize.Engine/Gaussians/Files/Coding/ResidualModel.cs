namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>
/// Adaptive code of differences: zero flag, sign, position of the magnitude's leading bit in unary, then the lower bits, of which the first
/// two are modeled. Zero flag, sign and position have a model per context of the caller.
/// </summary>
internal sealed class ResidualModel(int contexts)
{
    private const int Positions = 32;
    private const int Modeled = 12;

    private readonly AdaptiveBit[] _zero = AdaptiveBit.Create(contexts);
    private readonly AdaptiveBit[] _sign = AdaptiveBit.Create(contexts);
    private readonly AdaptiveBit[] _position = AdaptiveBit.Create(contexts * Modeled);
    private readonly AdaptiveBit[] _below = AdaptiveBit.Create(4 * Positions);

    /// <summary>Writes or reads a difference of magnitude below 2^31.</summary>
    public int Code<TCoder>(ref TCoder coder, int value, int context)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        if (coder.Code(ref _zero[context], value == 0 ? 0 : 1) == 0) return 0;

        var sign = coder.Code(ref _sign[context], value < 0 ? 1 : 0);
        var magnitude = (uint)Math.Abs(value);
        var wanted = TCoder.Writes ? BitOperations.Log2(magnitude) : 0;
        var position = 0;
        var first = context * Modeled;
        while (position < Positions - 2
            && coder.Code(ref _position[first + Math.Min(position, Modeled - 1)], position < wanted ? 1 : 0) == 1)
        {
            position++;
        }

        var result = 1u;
        for (var bit = position - 1; bit >= 0; bit--)
        {
            var node = position - 1 - bit;
            if (node > 1)
            {
                result = (result << (bit + 1)) | coder.CodeBits(magnitude & ((1u << (bit + 1)) - 1), bit + 1);
                break;
            }

            var model = (4 * position) + (node == 0 ? 0 : 2 + (int)(result & 1));
            result = (result << 1) | (uint)coder.Code(ref _below[model], (int)(magnitude >> bit) & 1);
        }

        return sign == 0 ? (int)result : -(int)result;
    }
}
