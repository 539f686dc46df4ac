namespace Stylize.Codecs.Netpbm;

/// <summary>
/// Reads the tokens of a Netpbm header or of plain pixels. White space separates tokens, and comments extend from # to
/// the end of the line.
/// </summary>
internal sealed class NetpbmTokens(Stream stream)
{
    /// <summary>Reads the next number and one character of white space after it.</summary>
    internal int NextNumber()
    {
        var word = NextWord();
        return int.TryParse(word, System.Globalization.NumberStyles.None, null, out var number)
            ? number
            : throw new InvalidDataException("A number is missing.");
    }

    /// <summary>Reads the next 0 or 1; plain bits need no white space between them.</summary>
    internal int NextBit() => SkipToWord() switch
    {
        '0' => 0,
        '1' => 1,
        _ => throw new InvalidDataException("A 0 or 1 is missing."),
    };

    /// <summary>Reads the next word, of 32 characters or fewer.</summary>
    internal string NextWord()
    {
        var word = new System.Text.StringBuilder();
        for (var next = SkipToWord(); next >= 0 && !IsSpace(next); next = stream.ReadByte())
        {
            if (word.Append((char)next).Length > 32)
            {
                throw new InvalidDataException("The header has a word of more than 32 characters.");
            }
        }

        return word.ToString();
    }

    private static bool IsSpace(int next) => next is ' ' or '\t' or '\n' or '\r' or '\v' or '\f';

    private int SkipToWord()
    {
        while (true)
        {
            var next = stream.ReadByte();
            if (next == '#')
            {
                while (next is not ('\n' or '\r' or -1))
                {
                    next = stream.ReadByte();
                }
            }

            if (next < 0) throw new InvalidDataException("The file ends too early.");
            if (!IsSpace(next)) return next;
        }
    }
}
