namespace Stylize.Engine.Imaging;

/// <summary>
/// A font of five by seven dots, drawn for this program, for numbers and short names in pictures. Each line is a row of a letter, its dots
/// in the lower five bits from left to right.
/// </summary>
internal static class SmallFont
{
    /// <summary>Rows of a letter.</summary>
    public const int Height = 7;

    private const int Width = 5;
    private const int Advance = Width + 1;

    private static readonly Dictionary<char, byte[]> Letters = Read("""
        0 .###. #...# #..## #.#.# ##..# #...# .###.
        1 ..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.
        2 .###. #...# ....# ...#. ..#.. .#... #####
        3 .###. #...# ....# ..##. ....# #...# .###.
        4 ...#. ..##. .#.#. #..#. ##### ...#. ...#.
        5 ##### #.... ####. ....# ....# #...# .###.
        6 ..##. .#... #.... ####. #...# #...# .###.
        7 ##### ....# ...#. ..#.. .#... .#... .#...
        8 .###. #...# #...# .###. #...# #...# .###.
        9 .###. #...# #...# .#### ....# ...#. .##..
        A .###. #...# #...# ##### #...# #...# #...#
        B ####. #...# #...# ####. #...# #...# ####.
        C .###. #...# #.... #.... #.... #...# .###.
        D ####. #...# #...# #...# #...# #...# ####.
        E ##### #.... #.... ####. #.... #.... #####
        F ##### #.... #.... ####. #.... #.... #....
        G .###. #...# #.... #.### #...# #...# .####
        H #...# #...# #...# ##### #...# #...# #...#
        I .###. ..#.. ..#.. ..#.. ..#.. ..#.. .###.
        J ..### ...#. ...#. ...#. ...#. #..#. .##..
        K #...# #..#. #.#.. ##... #.#.. #..#. #...#
        L #.... #.... #.... #.... #.... #.... #####
        M #...# ##.## #.#.# #.#.# #...# #...# #...#
        N #...# ##..# ##..# #.#.# #..## #..## #...#
        O .###. #...# #...# #...# #...# #...# .###.
        P ####. #...# #...# ####. #.... #.... #....
        Q .###. #...# #...# #...# #.#.# #..#. .##.#
        R ####. #...# #...# ####. #.#.. #..#. #...#
        S .#### #.... #.... .###. ....# ....# ####.
        T ##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..
        U #...# #...# #...# #...# #...# #...# .###.
        V #...# #...# #...# #...# #...# .#.#. ..#..
        W #...# #...# #...# #.#.# #.#.# #.#.# .#.#.
        X #...# #...# .#.#. ..#.. .#.#. #...# #...#
        Y #...# #...# .#.#. ..#.. ..#.. ..#.. ..#..
        Z ##### ....# ...#. ..#.. .#... #.... #####
        m ..... ..... ##.#. #.#.# #.#.# #.#.# #.#.#
        n ..... ..... #.##. ##..# #...# #...# #...#
        µ ..... #...# #...# #...# ##.## #.#.. #....
        - ..... ..... ..... ##### ..... ..... .....
        _ ..... ..... ..... ..... ..... ..... #####
        . ..... ..... ..... ..... ..... .##.. .##..
        """);

    /// <summary>Dots that a text is wide.</summary>
    public static int Measure(string text) => Math.Max(0, (text.Length * Advance) - 1);

    /// <summary>True where a text has a dot. Small letters without a drawing are shown as capitals, and other signs as gaps.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">Column of dots.</param>
    /// <param name="y">Row of dots.</param>
    public static bool HasDot(string text, int x, int y)
    {
        if (x < 0 || y is < 0 or >= Height || x >= Measure(text) || x % Advance >= Width)
        {
            return false;
        }

        var letter = text[x / Advance];
        var rows = Letters.GetValueOrDefault(letter) ?? Letters.GetValueOrDefault(char.ToUpperInvariant(letter));
        return rows is not null && ((rows[y] >> (Width - 1 - (x % Advance))) & 1) == 1;
    }

    private static Dictionary<char, byte[]> Read(string drawing) => drawing
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .ToDictionary(line => line[0], line => line[2..].Split(' ')
            .Select(row => (byte)row.Aggregate(0, (bits, dot) => (2 * bits) + (dot == '#' ? 1 : 0))).ToArray());
}
