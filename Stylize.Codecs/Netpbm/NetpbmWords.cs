namespace Stylize.Codecs.Netpbm;

/// <summary>The numbers and words of a Netpbm header or of plain pixels: white space stands between them, and a comment goes from # to the
/// end of its line.</summary>
internal sealed class NetpbmWords(Stream stream)
{
    /// <summary>The next number; the white space after it is taken too, one character of it.</summary>
    /// <exception cref="InvalidDataException">There is none, or it has too many digits.</exception>
    internal int NextNumber()
    {
        var word = NextWord();
        return int.TryParse(word, System.Globalization.NumberStyles.None, null, out var number)
            ? number
            : throw new InvalidDataException("The file has something else where a number belongs.");
    }

    /// <summary>The next 0 or 1; plain bits need no space between them.</summary>
    internal int NextBit() => SkipToWord() switch
    {
        '0' => 0,
        '1' => 1,
        _ => throw new InvalidDataException("The file has something else where a 0 or 1 belongs."),
    };

    /// <summary>The next word, of 32 characters or fewer.</summary>
    internal string NextWord()
    {
        var word = new System.Text.StringBuilder();
        for (var next = SkipToWord(); next >= 0 && !IsSpace(next); next = stream.ReadByte())
        {
            if (word.Append((char)next).Length > 32)
            {
                throw new InvalidDataException("The file has a word of more than 32 characters in its header.");
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
