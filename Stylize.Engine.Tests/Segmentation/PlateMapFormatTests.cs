using System.IO.Compression;
using Stylize.Engine.Segmentation.Assays;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>The plate maps of spreadsheets, instruments and other programs, and what they say of plates, units and
/// roles.</summary>
public sealed class PlateMapFormatTests : FolderTest
{
    private const string Head = "well,role,compound,";

    [Theory]
    [InlineData("dose\nA1,sample,a,2.5", "A1 Sample a 2.5")]
    [InlineData("Dose [nM]\nA1,sample,a,2.5", "A1 Sample a 2.5 nM")]
    [InlineData("conc_nmol/L\nA1,sample,a,2.5", "A1 Sample a 2.5 nM")]
    [InlineData("Concentration (µg/ml)\nA1,sample,a,2.5", "A1 Sample a 2.5 ug/mL")]
    [InlineData("dose,Unit\nA1,sample,a,2.5,%", "A1 Sample a 2.5 %")]
    [InlineData("dose,unit\nA1,neg,a,0,\nA2,sample,b,30,nM\nA3,sample,b,0.3,uM\nA4,sample,b,3,micromolar",
        "A1 Negative a|A2 Sample b 0.03 uM|A3 Sample b 0.3 uM|A4 Sample b 3 uM")]
    [InlineData("dose,dose_unit\nA1,sample,a,300,ng/mL\nA2,sample,a,2,mg/L",
        "A1 Sample a 0.3 ug/mL|A2 Sample a 2 ug/mL")]
    [InlineData("Concentration (nM),Concentration (uM)\nA1,sample,a,30,\nA2,sample,a,,0.3\nA3,sample,a,1000,1",
        "A1 Sample a 0.03 uM|A2 Sample a 0.3 uM|A3 Sample a 1 uM")]
    [InlineData("dose\nA1,pos,a,\nA2,Negative control,b,\nA3,blank,,\nA4,empty,,\nA5,other,c,\nA6,,d,1",
        "A1 Positive a|A2 Negative b|A3 Blank|A6 Sample d 1")]
    public void Roles_doses_and_units_are_read(string rows, string expected) =>
        Assert.Equal(expected.Split('|'), Wells(Head + rows + "\n"));

    [Theory]
    [InlineData("dose,unit\nA1,sample,a,1,nM\nA2,sample,a,1,mg/mL",
        "concentrations in 'nM' (well A1) and 'mg/mL' (well A2)")]
    [InlineData("dose,unit\nA1,sample,a,1,nM\nA2,sample,a,1,",
        "concentrations in 'nM' (well A1) and no unit (well A2)")]
    [InlineData("dose,unit\nA1,sample,a,1,%\nA2,sample,a,1,x", "which cannot be converted")]
    [InlineData("conc (nM),conc (uM)\nA1,sample,a,1,1",
        "two concentrations, 1 in 'conc (nM)' and 1 in 'conc (uM)', in well A1")]
    [InlineData("conc (nM),unit\nA1,sample,a,1,uM", "in well A1")]
    [InlineData("dose\nA1,sample,a,\"10,000\"", "has the concentration '10,000' in line 2")]
    [InlineData("dose\nA1,sample,a,1\nA2,sample,,2\nA3,sample,,3", "has no compound in lines 3 (A2), 4 (A3)")]
    [InlineData("dose\nA1,,a,1\nA2,,,2", "has no compound in line 3 (A2)")]
    [InlineData("dose\nA1,neg,DMSO,\nA2,,DMSO,\nA3,,a,1", "has no role in line 3 (A2)")]
    [InlineData("dose\nA1,,a,1\nA2,,a,", "has no concentration in line 3 (A2)")]
    [InlineData("dose,plate\nA1,,a,1,P1\nA1,,a,1,p1", "has well 'A1' of plate 'p1' twice, again in line 3")]
    [InlineData("dose,plate\nA1,,a,1,P1\nA2,,a,1,", "has no plate in line 3")]
    [InlineData("dose,plate,barcode\nA1,,a,1,P1,B1", "has two names of its plate in line 2: P1, B1")]
    [InlineData("dose\nA1,,a,1\nBa1,,a,1", "has the wells 'A1' in line 2 and 'Ba1' in line 3")]
    public void A_map_that_can_mean_two_things_is_refused(string rows, string why)
    {
        var path = _folder.File("map.csv", Head + rows + "\n");
        Fails.At(StylizeError.OptionInvalid, path, () => Read(path), why);
    }

    [Theory]
    [InlineData("Row,Col,compound,dose\nA,01,a,1\nB,12,b,2\n", "A1 Sample a 1|B12 Sample b 2")]
    [InlineData("plate info\t\t\t\nrow\tcolumn\tcompound\tdose\n1\t1\ta\t1\n\t\t\t\n32\t48\tb\t2\n",
        "A1 Sample a 1|AF48 Sample b 2")]
    [InlineData("Metadata_Row;Metadata_Column;compound;dose\na;1;a;1\n", "A1 Sample a 1")]
    [InlineData("row,column,compound,dose\n0,1,a,1\n", "!the row '0' and the column '1' in line 2")]
    [InlineData("row,column,compound,dose\n1,A,a,1\n", "!the row '1' and the column 'A' in line 2")]
    [InlineData("row,column,compound,dose\nA,1,a,1\nA,49,a,1\n", "!the row 'A' and the column '49' in line 3")]
    [InlineData("row,column,compound,dose\nA,,a,1\n", "!the row 'A' and the column '' in line 2")]
    [InlineData("row,column,compound,dose\nA,1,a,1\n1,1,a,1\n", "!has well 'A1' twice, again in line 3")]
    [InlineData("row,compound,dose\nA,a,1\n", "!has no column 'well' in line 1. Add it, or columns 'row' and 'column'")]
    public void A_column_of_rows_and_one_of_columns_name_wells(string text, string expected)
    {
        if (expected[0] != '!')
        {
            Assert.Equal(expected.Split('|'), Wells(text));
            return;
        }

        var path = _folder.File("map.csv", text);
        Fails.At(StylizeError.OptionInvalid, path, () => Read(path), expected[1..]);
    }

    /// <summary>The first one was 1.5, 1 and 10.</summary>
    [Theory]
    [InlineData("A1;1,5|A2;10", "1.5 10")]
    [InlineData("A1;1,5|A2;1.000", "'1.000' in line 3")]
    [InlineData("A1;1|A2;10,000", "'10,000' in line 3")]
    [InlineData("A1;1.5|A2;1.125", "1.5 1.125")]
    [InlineData("A1;1|A2;1.000", "'1.000' in line 3")]
    [InlineData("A1;0,125|A2;0,250", "0.125 0.250")]
    [InlineData("A1\t300|A2\t1.000", "'1.000' in line 3")]
    [InlineData("A1\t0.3|A2\t1.000", "0.3 1.000")]
    [InlineData("A1,300|A2,1.000", "300 1.000")]
    public void A_sign_of_thousands_is_never_that_of_decimals(string rows, string expected)
    {
        var text = $"well;dose;compound\n{rows.Replace("|", ";a\n")};a\n".Replace(';', rows[2]);
        var path = _folder.File("map.csv", text);
        if (expected[0] == '\'')
        {
            Fails.At(StylizeError.OptionInvalid, path, () => Read(path), expected);
            return;
        }

        Assert.Equal(expected.Split(' '), Read(path).Rows.Select(row => row.Values[0]));
    }

    [Theory]
    [InlineData("Metadata_Plate,Metadata_Well,Metadata_compound\nP1,A01,x\nP2,A01,y\n")]
    [InlineData("Barcode\tWell ID\tDrug\rP1\tA1\tx\rP2\ta-01\ty\r")]
    [InlineData("Plate: P1\n\"Compound\"\n,1,2\nA,x,\n\nPlate: P2\nCompound\n,1,2\nA,y,\n")]
    [InlineData("Drug,1,2\nA,x,\n,,\nPlate,P2,\nDrug,1,2\nA,y,\n", true)]
    public void A_column_or_a_line_chooses_the_plate(string text, bool isNameless = false)
    {
        var map = Read(_folder.File("map.csv", isNameless ? "Plate,P1,\n" + text : text));
        string Of(string plate) => string.Join(' ', map.Contents(plate, "a1").Where(c => c.Value is "x" or "y")
            .Select(c => c.Value));
        Assert.Equal(("x", "y", ""), (Of("P1"), Of("p2"), Of("P3")));
        Assert.Equal(["The plate map has no plate P3 (its plates: P1, P2)."], map.Lacks([("P1", "A1"), ("P3", "A1")]));
        Assert.Equal(["The plate map has no row for well B7."], map.Lacks([("P1", "A1"), ("P1", "B7")]));
        Fails.At(StylizeError.OptionInvalid, "PlateMap", () => map.Lacks([("P3", "A1")]).ToList(), "no plate P3");
    }

    [Theory]
    [InlineData(8, 12, false)]
    [InlineData(16, 24, false)]
    [InlineData(32, 48, false)]
    [InlineData(32, 48, true)]
    public void Layouts_have_a_block_per_quantity(int rows, int columns, bool inQuarters)
    {
        string Block(string title, Func<int, int, string> of) => title + ","
            + string.Join(',', Enumerable.Range(1, columns)) + "\n" + string.Concat(Enumerable.Range(0, rows).Select(
                row => (inQuarters ? $"{(char)('A' + (row / 4))}{(char)('a' + (row % 4))}" : WellName.RowOf(row + 1))
                    + "," + string.Join(',', Enumerable.Range(1, columns).Select(column => of(row, column))) + "\n"));
        var path = _folder.File("map.csv", Block("compound", (row, _) => $"c{row}") + new string(',', columns) + "\n"
            + Block("Dose (uM)", (row, column) => $"{(row * 100) + column}"));
        var wells = Wells(File.ReadAllText(path));
        Assert.Equal(rows * columns, wells.Count);
        Assert.Equal("A1 Sample c0 1 uM", wells[0]);
        var (last, name) = (((rows - 1) * 100) + columns, WellName.FromPosition(rows, columns));
        Assert.Equal($"{name} Sample c{rows - 1} {last} uM", wells[^1]);
    }

    [Theory]
    [InlineData(",1,2\nA,x,y\n", "has a block without a title in line 1")]
    [InlineData("c,1,2,,4\nA,x,y,z,\n", "has '4' in line 1 outside of the columns")]
    [InlineData("c,1,2\nA,x,y,z\n", "has 'z' in line 2 outside of the columns")]
    [InlineData("c,1,2\nA,x,y\nC,x,y\n", "has a line 3 that belongs to no block")]
    [InlineData("c,1,2\nA,x,y\n\nC,1,2\nA,x,y\n", "has two blocks 'C', the second one in line 4")]
    public void A_layout_that_leaves_cells_out_is_refused(string text, string why)
    {
        var path = _folder.File("map.csv", text);
        Fails.At(StylizeError.OptionInvalid, path, () => Read(path), why);
    }

    [Fact]
    public void The_configuration_of_cellHTS2_has_patterns_that_replace_earlier_ones()
    {
        Assert.Equal(
            ["A1 Negative", "A2 Positive", "A12 Sample", "B1 Positive", "H12 Sample"],
            Wells("Wells: 96\nPlates: 3\nPlate\tWell\tContent\n*\t*\tsample\n*\t[A-B]01\tpos\n*\tA01\tneg\n"
                + "*\tA02\tPos\n*\tA[0-1][3-9]\tother\n*\tA1[0-1]\tgeneX\n").Where(
                    well => well.Split(' ')[0] is "A1" or "A2" or "A3" or "A11" or "A12" or "B1" or "H12"));
        var byName = PlateContents.FromControls(["positive=geneX"]);
        var path = _folder.File("conf.txt",
            "Wells:\t24\nPlates:\t2\nPlate\tWell\tContent\n*\t*\tsample\n[2]\tA01\tgeneX\n");
        var map = byName.ReadMap(path);
        Assert.Equal(WellRole.Positive, byName.Read("2", "A1", map.Contents("2", "A1"), 0)!.Role);
        Assert.Equal(WellRole.Sample, byName.Read("1", "A1", map.Contents("1", "A1"), 0)!.Role);
        Assert.Equal(48, map.Rows.Count);
    }

    [Fact]
    public void A_sheet_of_a_workbook_is_chosen_by_its_name_and_merged_cells_are_filled()
    {
        const string List = "Screen 7\n\nwell,role,compound,dose\nA1,neg,DMSO\nA2\nA3,sample,x,0.5\n";
        const string Grid = "compound,1,2\nA,y,\n,,\ndose,1,2\nA,3,4\n";
        var path = _folder["map.xlsx"];
        File.WriteAllBytes(path, TinyWorkbook.Write(
            ("Notes", "nothing", []), ("List", List, ["B4:B5", "C4:C5"]), ("Grid", Grid, ["B2:C2"])));
        Assert.Equal(["A1 Negative DMSO", "A2 Negative DMSO", "A3 Sample x 0.5"], Described(Read(path + "#list")));
        Assert.Equal(["A1 Sample y 3", "A2 Sample y 4"], Described(Read(path + "#Grid")));
        Fails.At(StylizeError.OptionInvalid, path, () => Read(path),
            "or add the name of one, such as map.xlsx#List (sheets: List, Grid)");
        Fails.At(StylizeError.OptionInvalid, path + "#x", () => Read(path + "#x"), "has no sheet 'x' (sheets: Notes,");
        File.WriteAllBytes(path, TinyWorkbook.Write(("Notes", "nothing", []), ("List", List, ["B4:B5", "C4:C5"])));
        Assert.Equal(3, Read(path).Rows.Count);
        Fails.Of(StylizeError.OptionInvalid, () => Read(path + "#Notes"), "has no column 'well' in line 1");
        File.WriteAllBytes(path, TinyWorkbook.Write(("S", List, [])));
        Assert.Equal(["A1 Negative DMSO", "A3 Sample x 0.5"], Described(Read(path)));
        File.WriteAllBytes(path, [.. File.ReadAllBytes(path).AsSpan(0, 300)]);
        Fails.Of(StylizeError.OptionInvalid, () => Read(path), "cannot be read as a workbook");
        var text = _folder.File("map.csv", "well,x\nA1,1\n");
        Fails.Of(StylizeError.OptionInvalid, () => Read(text + "#x"), "is not a workbook");
    }

    [Fact]
    public void Sheets_with_a_quantity_each_are_joined_by_their_names()
    {
        var path = _folder["map.xlsx"];
        Write(("Compound", ",1,2\nA,x,y\n"), ("Notes", "nothing"), ("Dose (nM)", "values,,\n,,\n,1,2\nA,3,4\n"));
        Fails.Of(StylizeError.OptionInvalid, () => Read(path + "#Compound"), "has a block without a title in line 1");
        Write(("Compound", ",1,2\nA,x,y\n"), ("Notes", "nothing"), ("Dose (nM)", ",1,2\nA,3,4\n"));
        Assert.Equal(["A1 Sample x 3 nM", "A2 Sample y 4 nM"], Described(Read(path)));
        Write(("Compound", ",1,2\nA,x,y\n"), ("compound", ",1,2\nA,3,4\n"));
        Fails.Of(StylizeError.OptionInvalid, () => Read(path), "or add the name of one, such as map.xlsx#Compound");
        Write(("P1", "well,compound\nA1,x\n"), ("P2", "well,compound\nA1,y\n"));
        Fails.Of(StylizeError.OptionInvalid, () => Read(path), "Copy them into one with a column 'plate'");

        void Write(params (string Name, string Text)[] sheets) => File.WriteAllBytes(
            path, TinyWorkbook.Write([.. sheets.Select(sheet => (sheet.Name, sheet.Text, Array.Empty<string>()))]));
    }

    [Theory]
    [InlineData("Image_Metadata_Well,drug\nA1,x", "A1 Sample x")]
    [InlineData("det_plate,det_well,pert_iname,pert_type,pert_dose,pert_dose_unit\nP,A1,DMSO,ctl_vehicle,-666,-666\n"
        + "P,A2,x,trt_poscon,1,um\nP,A3,y,trt_cp,3,um", "A1 Negative DMSO|A2 Positive x|A3 Sample y 3 uM")]
    [InlineData("Dispensed well,Fluid name,Dispensed conc.,Conc. units\nA1,x,2,uM", "A1 Sample x 2 uM")]
    [InlineData("well,compound,Concentration (log10 nM)\nA1,x,2", "A1 Sample x")]
    public void Columns_of_other_programs_are_known(string text, string expected) =>
        Assert.Equal(expected.Split('|'), Wells(text + "\n"));

    [Theory]
    [InlineData("Source Well,Destination Well,Transfer Volume\nA1,B2,25\n", "lists volumes of transfers")]
    [InlineData("well,compound\nA1-A6,x\n", "has several wells 'A1-A6' in line 2")]
    [InlineData("well,compound\n\"A1, A2\",x\n", "has several wells 'A1, A2' in line 2")]
    public void Lists_of_transfers_and_of_several_wells_are_refused(string text, string why)
    {
        var path = _folder.File("map.csv", text);
        Fails.At(StylizeError.OptionInvalid, path, () => Read(path), why);
    }

    /// <summary>Written by xlwt 1.3: a header, A1 and A2 with merged cells neg and DMSO, and A3 with 2500.5.</summary>
    [Fact]
    public void A_workbook_of_Excel_97_is_read()
    {
        using var unpacked = new MemoryStream();
        using var packed = new MemoryStream(Convert.FromBase64String(Excel97));
        using (var gzip = new GZipStream(packed, CompressionMode.Decompress))
        {
            gzip.CopyTo(unpacked);
        }

        File.WriteAllBytes(_folder["map.xls"], unpacked.ToArray());
        Assert.Equal(
            ["A1 Negative DMSO", "A2 Negative DMSO", "A3 Sample Säure 2500.5 nM"],
            Described(Read(_folder["map.xls"])));
    }

    [Fact]
    public void A_layout_of_wellmap_is_refused_by_name()
    {
        var path = _folder.File("map.toml", "[row.A]\nx = 1\n");
        Fails.At(StylizeError.OptionInvalid, path, () => Read(path), "is a layout of wellmap");
    }

    [Theory]
    [InlineData("Aa1", "A1")]
    [InlineData("Ab03", "B3")]
    [InlineData("Hd48", "AF48")]
    [InlineData("AA1", "AA1")]
    [InlineData("aa1", "AA1")]
    [InlineData("A01.a1", "A1")]
    [InlineData("A01.b3", "B3")]
    [InlineData("B02.c4", "G8")]
    [InlineData("H12.d4", "AF48")]
    public void Wells_of_1536_may_be_named_by_quarters(string name, string canonical)
    {
        Assert.Equal(canonical, WellName.Canonical(name));
        Assert.Equal(canonical, WellName.Canonical(canonical));
    }

    private static PlateMap Read(string path) => PlateContents.FromControls([]).ReadMap(path);

    private List<string> Wells(string text) => Described(Read(_folder.File("map.csv", text)));

    private static List<string> Described(PlateMap map)
    {
        var contents = PlateContents.FromControls([]);
        return
        [
            .. PlateContents.InOneUnit([
                .. map.Rows.Select(row => contents.Read("", row.Well, map.Contents(row.Plate, row.Well), 0))
                    .OfType<AssayWell>(),
            ]).Select(well => $"{well.Well} {well.Role} {well.Compound} {well.Dose}".Trim().Replace("  ", " ")),
        ];
    }

    private const string Excel97 =
          "H4sIAAAAAAACA+1YTUhUURT+7nszzo9/M6aBBjIImZobc9NGJ9NyNWa6MCSoMR8RjjPDmItalGWzDIJWRRvBTRurTT8UUbsW"
        + "gVGLIAi0bNUqKGihvs457840Uy4cKLF43+Oee86595x77rv3nvfzajG8NHevYRm/oBsm1u0Aygp0ikogJ4RA7bbNbK72U7Fd"
        + "/FMI+Gkhy7x4XPnSx2vI670MA3c9z4kCH6gcRxoDqaQV2UIclBjiimPoIqpwizRVqJeoaoSeErpD6B3p+UToAdFcFdpFfZfU"
        + "KBajA2379S4+ZjRJWxXY7wOxeSeaDtThBe/ii9eU09eLnsyZeGJ7NjR6KjAPWrd+K2ll4okl1NICzuObHQG+5k7qs4ir31q9"
        + "Aum/F+t9G+ivGx5gBvZJ2eBZlGPV5BYTsXh6FaOkgBTqNmIlElQNpRIW5dne1GQ6NZ0cp3Tcl5qyIi3JWCuZJq3T1KcvNnyE"
        + "dnNPB5N9TDrpWE/FJ9MJywsMr0xnrCDncjn7oaKzXylnooLoOKqFD8vJCFF2X7395XVsbDB6QjQzku+dp8JunghsXGILMq6S"
        + "Fk+etonFXqGXxesu4RuE1tJ+prp5sE4zh2elzxVpbaZxOgVvonsK+Bbis5+PPmzMfoy2Er/Qv3y+duFtdA5N9JQaJ3u+ZtGu"
        + "2tXNG4xH0VytdAZ5L7T+t2ziN0I6dls/+qqxhqCwYaGOxHdH5SVD3ytHMkkytS8lcrEvJb7KdH8lvjx5iX15tbWxgbUh1rxs"
        + "T2nuho7E4Z042NLcYA6mWPr1SKZYBvIS23L0FwyWeA7lvdX4JPdLiW+n5ni7jRrc50Ao4/5EEC5cuHDhwoULFy62L5S8t0K/"
        + "KULeOfmd1Kf/66xRWXd/k/y3GEKKrrP0YXoISaozOFfS/tkJr8r5Upu0yf0vZIzQ6BlMYEzimCh5/9J3iSqcz6YNQ3/uCJU6"
        + "/nopcf7l8X8A3gr6OAAWAAA=";
}
