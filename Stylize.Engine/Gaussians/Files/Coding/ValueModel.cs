namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>
/// Adaptive code of 32-bit integers: bit length, four bits below the leading one, then the remaining bits without a model.
/// </summary>
internal sealed class ValueModel
{
    /// <summary>One model for the bit length / 4, 9 for its remainder, 33 for the upper bits by bit length.</summary>
    private readonly NibbleModel[] _models = [.. Enumerable.Repeat(NibbleModel.Create(), 43)];

    public void Encode(RangeEncoder encoder, uint value)
    {
        var bits = 32 - BitOperations.LeadingZeroCount(value);
        _models[0].Encode(encoder, bits >> 2);
        _models[1 + (bits >> 2)].Encode(encoder, bits & 3);
        if (bits < 2) return;

        var below = bits - 1;
        var rest = value & ((1u << below) - 1);
        var modeled = Math.Min(below, 4);
        var raw = below - modeled;
        _models[10 + bits].Encode(encoder, (int)(rest >> raw));
        if (raw > 0)
        {
            encoder.EncodeBits(rest & ((1u << raw) - 1), raw);
        }
    }

    public uint Decode(ref RangeDecoder decoder)
    {
        var quotient = Math.Min(_models[0].Decode(ref decoder), 8);
        var bits = Math.Min((quotient << 2) + (_models[1 + quotient].Decode(ref decoder) & 3), 32);
        if (bits < 2) return (uint)bits;

        var below = bits - 1;
        var modeled = Math.Min(below, 4);
        var raw = below - modeled;
        var value = 1u << below;
        value |= ((uint)_models[10 + bits].Decode(ref decoder) & ((1u << modeled) - 1)) << raw;
        return raw > 0 ? value | decoder.DecodeBits(raw) : value;
    }
}
