using Stylize.Engine.Segmentation.Assays;
using Stylize.Engine.Segmentation.Plates.Output;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class PlateMapTests : FolderTest
{
    [Fact]
    public void Quoted_fields_may_contain_separators_quotes_and_lines()
    {
        var map = PlateMap.Read(
            _folder.File("map.csv", "\uFEFFWell;Compound;Dose\r\nA01;\"a;\"\"b\"\"\nc\";1\r\n\r\nb2;d;\r\n"));
        Assert.Equal(["Compound", "Dose"], map.Columns);
        Assert.Equal(["A1", "B2"], map.Rows.Select(row => row.Well));
        Assert.Equal(["a;\"b\"\nc", "1"], map.Find("P", "A1"));
        Assert.Equal(["d", ""], map.Find("P", "B02"));
    }

    [Theory]
    [InlineData("0,0.5,1")]
    [InlineData("-1,0,1")]
    public void A_map_of_CellProfiler_has_roles(string numbers)
    {
        var n = numbers.Split(',');
        var map = PlateMap.Read(_folder.File(
            "map.csv", $"Plate,Well,Dose,PosNegCtrls\np,A-01,0,{n[0]}\np,B 02,5,{n[1]}\np,b_03,150,{n[2]}\n"));
        Assert.Equal(["Plate", "Dose", "role"], map.Columns);
        Assert.Equal(
            ["negative", "sample", "positive"], ((string[])["A1", "B02", "B3"]).Select(well => map.Find("P", well)[2]));
        Assert.Throws<StylizeException>(
            () => PlateMap.Read(_folder.File("two.csv", "Plate,Well,Dose,PosNegCtrls\np,A01,0,0\np,A02,5,1\n")));
    }

    [Theory]
    [InlineData("control", "negative", true)]
    [InlineData("Control type", "poscon", true)]
    [InlineData("control", "5", false)]
    [InlineData("role", "negative", false)]
    public void Roles_in_a_column_with_another_name_are_refused(string column, string value, bool isRefused)
    {
        var path = _folder.File("roles.csv", $"well,compound,{column}\nA01,DMSO,{value}\nA02,drug,\n");
        PlateMap Read() => PlateContents.FromControls([]).ReadMap(path);
        if (isRefused)
        {
            Fails.At(StylizeError.OptionInvalid, path, () => Read(), $"'{value}' of well A01", "'role'");
        }
        else
        {
            Assert.Equal(2, Read().Rows.Count);
        }
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("dose\n1\n", "has no column 'well' in line 1")]
    [InlineData(",,\n", "has no column 'well' in line 1")]
    [InlineData("well,dose,Dose\n", "has two columns 'dose'")]
    [InlineData("well,dose\nA1,\"x\ny\"\nB2\n", "has 1 fields in line 4, and 2 columns")]
    [InlineData("well,dose\nA1,1\na01,2\n", "has well 'a01' twice, again in line 3")]
    [InlineData("well,dose\nA1,1\n ,2\n", "has no well in line 3")]
    [InlineData("well,dose\nA1,\"1\nB2,2\nC3,3\n", "has a quotation mark in line 2 without a closing one")]
    [InlineData("well,dose\nA1,5\" dish\n", "has a quotation mark in line 2 without a closing one")]
    public void A_damaged_map_is_refused_with_the_line(string content, string why)
    {
        var path = _folder.File("map.csv", content);
        Fails.At(StylizeError.OptionInvalid, path, () => PlateMap.Read(path), $"'{path}' {why}.");
    }

    [Theory]
    [InlineData("\"Count\":12", "\"Count\":-1")]
    [InlineData("\"Measurement\":\"Cells\"", "\"Measurement\":\"Area\"")]
    [InlineData("30.25", "1e400")]
    [InlineData("[\"late\"]", "[null]")]
    [InlineData("[\"late\"]", "null")]
    [InlineData("\"Well\"", "\"Wall\"")]
    public void A_damaged_summary_of_a_well_counts_as_missing(string text, string damage)
    {
        var summary = new WellSummary(
            "P", "A1", 0, "DAPI", 4, [1.5],
            [new("DAPI", WellStatistic.Cells, 12), new("DAPI", "Area", 12, 30.25)], ["late"]);
        var path = _folder.File("summary.json", summary.ToJson());
        Assert.Equal(summary.ToJson(), WellSummary.TryRead(path)!.ToJson());
        Assert.Contains(text, summary.ToJson());
        Assert.Null(WellSummary.TryRead(_folder.File("summary.json", summary.ToJson().Replace(text, damage))));
    }
}
