namespace Stylize.Codecs.Avif;

/// <summary>The color that the sequence header of AV1 data states, which counts without a box colr (AV1
/// Bitstream and Decoding Process, 5.5).</summary>
internal sealed record Av1Color(int Primaries, int Transfer, bool IsFull)
{
    private const int SequenceHeader = 1;

    /// <summary>Bytes that contain the header, which comes first.</summary>
    public const int HeadBytes = 64;

    /// <summary>Reads the first sequence header of a list of units; null without one.</summary>
    public static Av1Color? Find(ReadOnlySpan<byte> units)
    {
        for (var at = 0; at + 1 < units.Length;)
        {
            var (kind, hasExtension) = ((units[at] >> 3) & 15, (units[at] & 4) != 0);
            var hasSize = (units[at] & 2) != 0;
            at += hasExtension ? 2 : 1;
            var size = 0;
            for (var shift = 0; hasSize && at < units.Length && shift < 28; shift += 7)
            {
                size |= (units[at] & 0x7f) << shift;
                if ((units[at++] & 0x80) == 0) break;
            }

            if (kind == SequenceHeader) return new Bits(units[at..].ToArray()).Color();
            if (!hasSize) return null;

            at += size;
        }

        return null;
    }

    private sealed class Bits(byte[] data)
    {
        private int _at;

        /// <summary>Reads the fields in the order of the specification, up to the range.</summary>
        public Av1Color Color()
        {
            var profile = Next(3);
            Next(1);
            var isReduced = Flag();
            if (isReduced) Next(5);
            else ReadOperatingPoints();

            var (widthBits, heightBits) = (Next(4) + 1, Next(4) + 1);
            Next(widthBits);
            Next(heightBits);
            if (!isReduced && Flag()) Next(7);

            Next(3);
            if (!isReduced) ReadTools();

            Next(3);
            if (Flag() && profile == 2) Next(1);

            var isGray = profile != 1 && Flag();
            var (primaries, transfer, matrix) = Flag() ? (Next(8), Next(8), Next(8)) : (2, 2, 2);
            var isRgb = !isGray && (primaries, transfer, matrix) == (1, 13, 0);
            return new Av1Color(primaries, transfer, isRgb || Flag());
        }

        private void ReadOperatingPoints()
        {
            if (Flag()) throw new InvalidDataException("The AV1 data has the timing of a film.");

            var hasDelay = Flag();
            for (var points = Next(5) + 1; points > 0 && !hasDelay; points--)
            {
                Next(12);
                if (Next(5) > 7) Next(1);
            }
        }

        private void ReadTools()
        {
            Next(4);
            var hasOrder = Flag();
            if (hasOrder) Next(2);

            // Screen content tools, or the choice of the encoder; integer motion vectors only with them.
            var hasScreenTools = Flag() || Flag();
            if (hasScreenTools && !Flag()) Next(1);
            if (hasOrder) Next(3);
        }

        private bool Flag() => Next(1) == 1;

        private int Next(int count)
        {
            var value = 0;
            for (; count > 0; count--, _at++)
            {
                value = (value << 1) | ((data[_at >> 3] >> (7 - (_at & 7))) & 1);
            }

            return value;
        }
    }
}
